import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shareOfPeak } from "./day-shape.ts";

const atTaipei = (time: string) => shareOfPeak(Date.parse(`2026-11-20T${time}+08:00`));

describe("the shape of a day", () => {
  it("is busiest before dinner and all but silent at night", () => {
    expect(atTaipei("17:30")).toBe(1);
    expect(atTaipei("10:30")).toBeCloseTo(0.9);
    expect(atTaipei("03:00")).toBeLessThan(0.002);
  });

  it("has no steps: from one second to the next it changes by less than a thousandth", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4e12 }), (now) => {
        const share = shareOfPeak(now);
        expect(share).toBeGreaterThan(0);
        expect(share).toBeLessThanOrEqual(1);
        expect(Math.abs(shareOfPeak(now + 1_000) - share)).toBeLessThan(0.001);
      }),
    );
  });
});
