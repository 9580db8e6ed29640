import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { evaluate, type FlagRules, mistakeIn } from "./flag-rules.ts";

const PEOPLE = Array.from({ length: 2_000 }, (_, index) => `customer-${index}`);
const weights = fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 2, maxLength: 6 });
const flagName = fc.stringMatching(/^[a-z]{3,9}$/);
const rulesOf = (all: readonly number[]): FlagRules => ({
  enabled: true,
  variants: all.map((weight, index) => ({ name: `v${index}`, weight })),
});
const divide = (name: string, rules: FlagRules) => PEOPLE.map((key) => evaluate(name, rules, key).variant);
/** Five standard deviations of a share of so many people: by chance it is further away once in two million times. */
const NEAR = 5 * Math.sqrt(0.25 / PEOPLE.length);

describe("people among the variants of a flag", () => {
  it("are divided by weight", () => {
    fc.assert(
      fc.property(flagName, weights, (name, all) => {
        const given = divide(name, rulesOf(all));
        const total = all.reduce((sum, weight) => sum + weight, 0);
        for (const [index, weight] of all.entries()) {
          const share = given.filter((variant) => variant === `v${index}`).length / PEOPLE.length;
          expect(Math.abs(share - weight / total)).toBeLessThan(NEAR);
        }
      }),
      { numRuns: 12 },
    );
  });

  it("move only to a variant that is new, and only as many as it needs", () => {
    fc.assert(
      fc.property(flagName, weights, fc.integer({ min: 1, max: 9 }), fc.nat(6), (name, all, added, at) => {
        const before = rulesOf(all);
        const variants = (before.variants ?? []).toSpliced(at, 0, { name: "new", weight: added });
        const [was, is] = [divide(name, before), divide(name, { ...before, variants })];
        const moved = PEOPLE.flatMap((_, index) => (was[index] === is[index] ? [] : [is[index]]));
        expect(new Set(moved).size).toBeLessThanOrEqual(1);
        expect(moved.every((variant) => variant === "new")).toBe(true);
        const needed = added / (all.reduce((sum, weight) => sum + weight, 0) + added);
        expect(Math.abs(moved.length / PEOPLE.length - needed)).toBeLessThan(NEAR);
      }),
      { numRuns: 12 },
    );
  });

  it("stay when another variant's weight grows, but for those that it draws", () => {
    fc.assert(
      fc.property(flagName, weights, fc.nat(5), (name, all, which) => {
        const grown = which % all.length;
        const [was, is] = [all, all.with(grown, (all[grown] ?? 1) * 2)].map((own) => divide(name, rulesOf(own)));
        for (const [index, variant] of (is ?? []).entries())
          expect(variant === was?.[index] || variant === `v${grown}`).toBe(true);
      }),
      { numRuns: 12 },
    );
  });

  it("are never given one without a weight", () => {
    fc.assert(
      fc.property(flagName, weights, (name, all) => {
        expect(divide(name, rulesOf([...all, 0]))).not.toContain(`v${all.length}`);
      }),
      { numRuns: 10 },
    );
  });
});

it.each<[string, NonNullable<FlagRules["variants"]>]>([
  [
    "no variant has a weight",
    [
      { name: "a", weight: 0 },
      { name: "b", weight: 0 },
    ],
  ],
  [
    "two variants have one name",
    [
      { name: "a", weight: 1 },
      { name: "a", weight: 2 },
    ],
  ],
])("rules make no sense when %s", (_what, variants) => {
  expect(mistakeIn({ enabled: true, variants })).toEqual(expect.any(String));
});
