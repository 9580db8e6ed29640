import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nextOpening } from "./next-opening.ts";
import type { BusinessHours } from "./routing.ts";

const MINUTE_MS = 60_000;
const WEEKDAYS = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

const OFFICE: BusinessHours = {
  name: "office",
  days: new Set([1, 2, 3, 4, 5]),
  from: 9 * 60,
  until: 18 * 60,
  timeZone: "Asia/Taipei",
};

/** What a clock on the wall shows, read off a formatted text: another way than the code's. */
function isOpen({ days, from, until }: BusinessHours, at: number, clock: Intl.DateTimeFormat): boolean {
  const [weekday = "", time = ""] = clock.format(at).split(/,? /);
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  const shown = hour * 60 + minute;
  return days.has(WEEKDAYS.indexOf(weekday) + 1) && from <= shown && shown < until;
}

function clockOf(timeZone: string): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat("en-GB", {
    timeZone,
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
}

describe("nextOpening", () => {
  it.each([
    ["a moment inside", "2026-11-20T06:30:15.250Z", "2026-11-20T06:30:15.250Z"],
    ["the first moment", "2026-11-20T01:00:00Z", "2026-11-20T01:00:00Z"],
    ["before the day begins", "2026-11-19T23:12:34.567Z", "2026-11-20T01:00:00Z"],
    ["the moment of closing, on a Friday", "2026-11-20T10:00:00Z", "2026-11-23T01:00:00Z"],
    ["the last millisecond", "2026-11-20T09:59:59.999Z", "2026-11-20T09:59:59.999Z"],
    ["a Sunday", "2026-11-22T03:00:00Z", "2026-11-23T01:00:00Z"],
  ])("in Taipei: %s", (_what, at, opening) => {
    expect(new Date(nextOpening(OFFICE, Date.parse(at)))).toEqual(new Date(opening));
  });

  it("keeps the hour on the wall when clocks were put forward over the weekend", () => {
    const hours = { ...OFFICE, timeZone: "America/New_York" };
    const friday = Date.parse("2026-03-06T23:30:00Z");
    expect(new Date(nextOpening(hours, friday))).toEqual(new Date("2026-03-09T13:00:00Z"));
  });

  it("opens when clocks are put forward over the beginning", () => {
    const hours = { ...OFFICE, days: new Set([7]), from: 150, until: 240, timeZone: "America/New_York" };
    expect(new Date(nextOpening(hours, Date.parse("2026-03-08T06:00:00Z")))).toEqual(new Date("2026-03-08T07:00:00Z"));
  });

  it("waits a week when clocks are put forward over all of it", () => {
    const hours = { ...OFFICE, days: new Set([7]), from: 125, until: 175, timeZone: "America/New_York" };
    expect(new Date(nextOpening(hours, Date.parse("2026-03-08T06:00:00Z")))).toEqual(new Date("2026-03-15T06:05:00Z"));
  });

  it("opens again when clocks are put back behind the end", () => {
    const hours = { ...OFFICE, days: new Set([7]), from: 60, until: 90, timeZone: "America/New_York" };
    expect(new Date(nextOpening(hours, Date.parse("2026-11-01T05:45:00Z")))).toEqual(new Date("2026-11-01T06:00:00Z"));
  });

  it("refuses hours that never come", () => {
    expect(() => nextOpening({ ...OFFICE, days: new Set() }, 0)).toThrow(RangeError);
  });

  it("is the first moment at which a clock on the wall shows a time within the hours", () => {
    const changes = [
      ["Asia/Taipei", "2026-11-20T00:00:00Z"],
      ["America/New_York", "2026-03-08T07:00:00Z"],
      ["America/New_York", "2026-11-01T06:00:00Z"],
      ["Europe/London", "2026-03-29T01:00:00Z"],
      ["Europe/London", "2026-10-25T01:00:00Z"],
      ["Australia/Lord_Howe", "2026-04-04T15:00:00Z"],
      ["Australia/Lord_Howe", "2026-10-03T15:30:00Z"],
      ["Africa/Casablanca", "2026-02-15T02:00:00Z"],
      // Here clocks are put forward at midnight.
      ["Africa/Cairo", "2026-04-23T22:00:00Z"],
      ["Pacific/Apia", "2011-12-30T10:00:00Z"],
    ] as const;
    const cases = fc.record({
      change: fc.constantFrom(...changes),
      before: fc.integer({ min: -2 * 86_400_000, max: 2 * 86_400_000 }),
      days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
      from: fc.oneof(fc.integer({ min: 0, max: 1439 }), fc.integer({ min: 0, max: 240 })),
      length: fc.oneof(fc.integer({ min: 1, max: 1440 }), fc.integer({ min: 1, max: 60 })),
    });
    const property = fc.property(cases, ({ change: [timeZone, moment], before, days, from, length }) => {
      const hours = { name: "h", days: new Set(days), from, until: Math.min(1440, from + length), timeZone };
      const clock = clockOf(timeZone);
      const at = Date.parse(moment) - before;
      const opening = nextOpening(hours, at);
      expect(opening).toBeGreaterThanOrEqual(at);
      expect(isOpen(hours, opening, clock)).toBe(true);
      if (opening === at) return;
      expect(opening % MINUTE_MS).toBe(0);
      expect(isOpen(hours, at, clock)).toBe(false);
      for (let minute = Math.ceil(at / MINUTE_MS) * MINUTE_MS; minute < opening; minute += MINUTE_MS) {
        if (isOpen(hours, minute, clock)) expect.fail(`open already at ${new Date(minute).toISOString()}`);
      }
    });
    fc.assert(property, { numRuns: 150 });
  });
});
