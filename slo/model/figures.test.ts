import Big from "big.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { MINUTE } from "../promql/duration.ts";
import {
  budgetLeftText,
  burnRateText,
  countText,
  durationText,
  errorRatioText,
  objectiveText,
  percentText,
} from "./figures.ts";
import { parseObjective } from "./objective.ts";
import { tierFigures } from "./tier-figures.ts";

describe("a figure", () => {
  it.each([
    [1, "100%"],
    [0.9999, "over 99.9%"],
    [0.9994, "99.9%"],
    [0.2345, "23.4%"],
    [0.0004, "under 0.1%"],
    [0, "0%"],
    [-0, "0%"],
    [-0.0004, "under 0%"],
    [-0.044, "-4.4%"],
    [-0.999, "-99.9%"],
    [-110.111, "under -999%"],
    [-998.8, "under -999%"],
    [undefined, "not known yet"],
    [Number.NaN, "not known yet"],
    // Ties, of which Go takes the even one.
    [0.0025, "0.2%"],
    [0.0075, "0.8%"],
    [-0.0025, "-0.2%"],
    [-0.0075, "-0.8%"],
  ])("of a budget of which %s is left is %s", (share, text) => {
    expect(budgetLeftText(share)).toBe(text);
  });

  it.each([
    [0, "0%"],
    [1e-9, "under 0.0001%"],
    [0.00000123456, "0.0001235%"],
    [0.0256, "2.56%"],
    [1, "100%"],
    [50, "5000%"],
    [1e6, "over 9999%"],
    [undefined, "no events"],
  ])("of an error ratio of %s is %s", (ratio, text) => {
    expect(errorRatioText(ratio)).toBe(text);
  });

  it.each([
    [0, "0x"],
    [0.004, "under 0.01x"],
    [0.93333, "0.9333x"],
    [14.4, "14.4x"],
    [123_456, "over 9999x"],
    [Number.POSITIVE_INFINITY, "over 9999x"],
  ])("of a burn rate of %s is %s", (rate, text) => {
    expect(burnRateText(rate)).toBe(text);
  });

  it.each([
    [0.0002592, "under 1ms"],
    [259.2, "259ms"],
    [4_320, "4s320ms"],
    [2_592_000, "43m12s"],
    [22_731_840, "6h19m"],
    [216_756_000, "2d12h"],
  ])("of %s ms is %s", (milliseconds, text) => {
    expect(durationText(milliseconds)).toBe(text);
  });

  it.each([
    ["0.000001", "0.000001"],
    ["0.1", "0.1"],
    ["1000", "1,000"],
    ["998765.5", "998,770"],
  ])("of %s events is %s", (count, text) => {
    expect(countText(new Big(count))).toBe(text);
  });

  it.each(["99.99999%", "99.9999999999%", "0.0000000001%", "50%"])(
    "of a recorded objective is what was written: %s",
    (text) => {
      expect(objectiveText(parseObjective(text)?.ratio.toNumber() ?? Number.NaN)).toBe(text);
    },
  );
});

/** A number of any size, near to what is said in another way and far from it. */
const anySize = fc.oneof(
  fc.double({ noNaN: true }),
  fc.double({ min: -20, max: 20, noNaN: true }),
  fc.double({ min: -0.002, max: 0.002, noNaN: true }),
  fc.double({ min: 0.99, max: 1.01, noNaN: true }),
  fc
    .tuple(fc.integer({ min: -999, max: 999 }), fc.integer({ min: -15, max: 9 }))
    .map(([digits, power]) => digits * 10 ** power),
);

/** The number within a text such as `under -999%`. */
const numberIn = (text: string): number => Number(/-?\d+(\.\d+)?/.exec(text)?.[0] ?? Number.NaN);
const digitsIn = (text: string): number => (/[1-9][\d.]*/.exec(text)?.[0] ?? "").replaceAll(/\D/g, "").length;

function expectSensible(text: string): void {
  expect(text).toMatch(/^(under |over )?-?\d+(\.\d+)?[%x]$/);
  expect(text).not.toMatch(/^-0(\.0+)?[%x]$/);
  expect(digitsIn(text), text).toBeLessThanOrEqual(5);
}

describe("figures of every size", () => {
  it("have a sensible form, and say what is spent as spent and what is left as left", () => {
    fc.assert(
      fc.property(anySize, (value) => {
        const share = Math.min(1, value);
        const text = budgetLeftText(share);
        expectSensible(text);
        expect(text === "0%").toBe(share === 0);
        expect(text === "100%").toBe(share === 1);
        if (share < 0) expect(text).toMatch(/^(under )?-|^under 0%$/);
        else expect(text).not.toMatch(/-|^under 0%/);
        for (const [figure, size] of [
          [errorRatioText(Math.abs(value)), Math.abs(value) * 100],
          [burnRateText(Math.abs(value)), Math.abs(value)],
        ] as const) {
          expectSensible(figure);
          expect(/^0[%x]$/.test(figure)).toBe(size === 0);
          if (figure.startsWith("under")) expect(size).toBeLessThan(numberIn(figure));
          else if (figure.startsWith("over")) expect(size).toBeGreaterThanOrEqual(numberIn(figure));
          else expect(Math.abs(numberIn(figure) - size)).toBeLessThanOrEqual(size * 0.0006);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it("are never nothing for something that was written or lasts", () => {
    const exact = fc.tuple(fc.integer({ min: 1, max: 999_999 }), fc.integer({ min: -14, max: 3 }));
    fc.assert(
      fc.property(exact, fc.double({ min: 1e-9, max: 1e10, noNaN: true }), ([digits, power], milliseconds) => {
        const value = new Big(digits).times(new Big(10).pow(power));
        for (const text of [percentText(value), countText(value)]) {
          expect(text).not.toMatch(/e|^0%?$/);
          expect(digitsIn(text.replaceAll(/[,%]/g, "").replace(/0+$/, ""))).toBeLessThanOrEqual(5);
        }
        expect(durationText(milliseconds)).not.toMatch(/^0/);
        expect(durationText(milliseconds)).toMatch(/^(under 1ms|(\d+[a-z]+){1,2})$/);
      }),
    );
  });
});

describe("two tiers", () => {
  it("that differ are never said alike", () => {
    const rate = fc.oneof(
      fc.integer({ min: 1, max: 100_000_000 }).map((thousandths) => new Big(thousandths).div(1000)),
      fc.integer({ min: 1, max: 999 }).map((last) => new Big("14.4").plus(new Big(last).div(1_000_000))),
    );
    const objective = fc.constantFrom("99%", "99.9%", "99.99999%", "99.9999999999%");
    fc.assert(
      fc.property(objective, fc.uniqueArray(rate, { minLength: 2, maxLength: 6, selector: String }), (text, rates) => {
        const tiers = rates.map((burnRate) => ({ burnRate, longWindow: 60 * MINUTE, shortWindow: 5 * MINUTE }));
        const parsed = parseObjective(text);
        if (parsed === undefined) return expect.fail(text);
        const alert = { severity: "page", escalation: "a", traffic: "window", tiers } as const;
        const { burnRate, threshold } = tierFigures({ alerts: [alert], objective: parsed });
        expect(new Set(tiers.map(burnRate)).size).toBe(tiers.length);
        expect(new Set(tiers.map(threshold)).size).toBe(tiers.length);
        for (const tier of tiers) expect(`${burnRate(tier)} ${threshold(tier)}`).not.toContain("e");
      }),
    );
  });
});
