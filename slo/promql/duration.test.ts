import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { DAY, formatDuration, HOUR, MINUTE, parseDuration, SECOND } from "./duration.ts";

describe("durations", () => {
  it.each([
    ["30s", 30 * SECOND, "30s"],
    ["90m", 90 * MINUTE, "1h30m"],
    ["1w", 7 * DAY, "7d"],
    ["1y", 365 * DAY, "365d"],
    ["250ms", 250, "250ms"],
    ["1d1h1m1s1ms", DAY + HOUR + MINUTE + SECOND + 1, "1d1h1m1s1ms"],
  ])("%s is %d ms and prints as %s", (text, milliseconds, printed) => {
    expect(parseDuration(text)).toBe(milliseconds);
    expect(formatDuration(milliseconds)).toBe(printed);
  });

  it.each(["", "5", "m", "1.5h", "5m1h", "-5m", "5 m", "99999999999999999y"])("%j is none", (text) => {
    expect(parseDuration(text)).toBeUndefined();
  });

  it("read what they print", () => {
    const roundTrip = fc.property(fc.integer({ min: 1, max: 400 * DAY }), (milliseconds) => {
      expect(parseDuration(formatDuration(milliseconds))).toBe(milliseconds);
    });
    fc.assert(roundTrip);
  });
});
