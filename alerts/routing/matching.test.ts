import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isProblem, parseMatchers } from "../../slo/promql/parse.ts";
import type { Matcher } from "../../slo/promql/syntax.ts";
import { isCovered, matching } from "./matching.ts";

function parsed(text: string): readonly Matcher[] {
  const matchers = parseMatchers(text);
  if (isProblem(matchers)) expect.fail(`${text}: ${matchers.message}`);
  return matchers;
}

describe("matching", () => {
  it.each([
    ["{}", {}, true],
    ['{owner="order-team"}', { owner: "order-team", slo: "x" }, true],
    ['{owner="order-team"}', {}, false],
    ['{owner!="order-team"}', {}, true],
    ['{owner=""}', {}, true],
    ['{owner=~"order"}', { owner: "order-team" }, false],
    ['{owner=~"order.*", tier="1"}', { owner: "order-team", tier: "1" }, true],
    ['{owner=~"order.*", tier="1"}', { owner: "order-team", tier: "2" }, false],
    ['{owner!~".+"}', { owner: "order-team" }, false],
    ['{constructor=~".+"}', {}, false],
    ['{toString=""}', {}, true],
  ])("%s of %o: %s", (text, labels, matches) => {
    expect(matching(parsed(text))(labels)).toBe(matches);
  });
});

describe("isCovered", () => {
  it.each([
    ['{a="b"}', "{}", true],
    ["{}", '{a="b"}', false],
    ['{a="b", c="d"}', '{a="b"}', true],
    ['{a="b"}', '{a=~"b|c"}', true],
    ['{a="b"}', '{a!="c"}', true],
    ['{a="b"}', '{a!="b"}', false],
    ['{a=~"b|c"}', '{a=~"b|c"}', true],
    ['{a!="b"}', '{a=~"b|c"}', false],
    ['{a="b"}', '{c="b"}', false],
  ])("%s by %s: %s", (narrow, wide, covered) => {
    expect(isCovered(parsed(narrow), parsed(wide))).toBe(covered);
  });

  it("holds for every alert", () => {
    const value = fc.constantFrom("", "x", "y");
    const matcher = fc.tuple(
      fc.constantFrom("a", "b"),
      fc.oneof(
        fc.tuple(fc.constantFrom("=", "!="), value),
        fc.tuple(fc.constantFrom("=~", "!~"), fc.constantFrom("x|y", ".+", ".*", "x?")),
      ),
    );
    const matchers = fc
      .array(matcher, { maxLength: 3 })
      .map((list) => parsed(`{${list.map(([label, [operator, text]]) => `${label}${operator}"${text}"`).join(", ")}}`));
    let covered = 0;
    fc.assert(
      fc.property(
        matchers,
        matchers,
        fc.record({ a: value, b: value }, { requiredKeys: [] }),
        (narrow, wide, labels) => {
          if (!isCovered(narrow, wide) || !matching(narrow)(labels)) return;
          covered++;
          expect(matching(wide)(labels)).toBe(true);
        },
      ),
      { numRuns: 2_000 },
    );
    expect(covered).toBeGreaterThan(20);
  });
});
