import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { shapeClock, shareOfPeak } from "./day-shape.ts";

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

describe("the clock of a day", () => {
  const noon = Date.parse("2026-11-20T12:00:00+08:00");

  it("begins at a time in Taipei, and passes faster when it is told to", () => {
    const clock = shapeClock({ from: noon, at: 17 * 60 + 30, speed: 60 });
    expect(clock(noon)).toBe(Date.parse("2026-11-20T17:30:00+08:00"));
    expect(clock(noon + 60_000)).toBe(Date.parse("2026-11-20T18:30:00+08:00"));
  });

  it("knows the day in Taipei, which begins while it is yesterday in Greenwich", () => {
    const early = Date.parse("2026-11-20T01:00:00+08:00");
    expect(shapeClock({ from: early, at: 0, speed: 1 })(early)).toBe(Date.parse("2026-11-20T00:00:00+08:00"));
  });

  it("is the real one when nothing is said", () => {
    expect(shapeClock({ from: noon, at: undefined, speed: 1 })(noon + 5)).toBe(noon + 5);
  });
});
