import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CLOCK_CHANGES, type WallClock, wallClockOf } from "../../test/alerts/wall-clock.ts";
import { nextClosing, nextOpening } from "./next-opening.ts";
import type { BusinessHours } from "./routing.ts";

const MINUTE_MS = 60_000;

const OFFICE: BusinessHours = {
  name: "office",
  written: "mon, tue, wed, thu, fri 09:00–18:00",
  exceptOn: new Set(),
  alsoOn: new Set(),
  days: new Set([1, 2, 3, 4, 5]),
  from: 9 * 60,
  until: 18 * 60,
  timeZone: "Asia/Taipei",
};

/** The other way to say it: by what a clock on the wall shows, minute by minute. */
function isOpen(hours: BusinessHours, { day, weekday, minute }: WallClock): boolean {
  const begins = (date: number, name: number) =>
    hours.alsoOn.has(date) || (hours.days.has(name) && !hours.exceptOn.has(date));
  const isToday = begins(day, weekday) && hours.from <= minute && minute < hours.until;
  return isToday || (begins(day - 1, weekday === 1 ? 7 : weekday - 1) && minute < hours.until - 1440);
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

  it("belongs to the day on which it begins", () => {
    const nights = { ...OFFICE, days: new Set([5]), from: 22 * 60, until: 30 * 60 };
    const friday = Date.parse("2026-11-20T22:00+08:00");
    const saturday = Date.parse("2026-11-21T06:00+08:00");
    expect(nextOpening(nights, friday - 1)).toBe(friday);
    expect(nextOpening(nights, saturday - 1)).toBe(saturday - 1);
    expect(nextClosing(nights, friday)).toBe(saturday);
    expect(nextOpening(nights, saturday)).toBe(Date.parse("2026-11-27T22:00+08:00"));
  });

  it("leaves a holiday out with its night, opens on a make-up day, and on a date that is both", () => {
    const day = (text: string) => Date.parse(`${text}T00:00:00Z`) / 86_400_000;
    const hours = {
      ...OFFICE,
      exceptOn: new Set([day("2026-11-23"), day("2026-11-24"), day("2026-11-25")]),
      alsoOn: new Set([day("2026-11-22"), day("2026-11-24")]),
    };
    const at = (text: string) => Date.parse(`2026-11-${text}+08:00`);
    expect(nextOpening(hours, at("20T18:00"))).toBe(at("22T09:00"));
    expect(nextOpening(hours, at("22T18:00"))).toBe(at("24T09:00"));
    expect(nextOpening(hours, at("24T18:00"))).toBe(at("26T09:00"));
  });

  it("never closes what is always open", () => {
    const always = { ...OFFICE, days: new Set([1, 2, 3, 4, 5, 6, 7]), from: 0, until: 1440 };
    expect(nextClosing(always, 0)).toBeUndefined();
    expect(nextClosing({ ...OFFICE, from: 0, until: 1440 }, Date.parse("2026-11-16T00:00+08:00"))).toBe(
      Date.parse("2026-11-21T00:00+08:00"),
    );
  });

  it("opens and closes at the first minute at which a clock on the wall does", () => {
    const cases = fc.record({
      change: fc.constantFrom(...CLOCK_CHANGES),
      before: fc.integer({ min: -2 * 86_400_000, max: 2 * 86_400_000 }),
      days: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }),
      from: fc.oneof(fc.integer({ min: 0, max: 1439 }), fc.integer({ min: 0, max: 240 })),
      length: fc.oneof(fc.integer({ min: 1, max: 1440 }), fc.integer({ min: 1, max: 60 })),
      exceptOn: fc.uniqueArray(fc.integer({ min: -3, max: 10 }), { maxLength: 4 }),
      alsoOn: fc.uniqueArray(fc.integer({ min: -3, max: 10 }), { maxLength: 3 }),
    });
    const property = fc.property(cases, ({ change: [timeZone, moment], before, days, from, length, ...dates }) => {
      const around = Math.floor(Date.parse(moment) / 86_400_000);
      const datesOf = (offsets: readonly number[]) => new Set(offsets.map((offset) => around + offset));
      const hours: BusinessHours = {
        name: "h",
        written: "",
        days: new Set(days),
        from,
        until: from + length,
        exceptOn: datesOf(dates.exceptOn),
        alsoOn: datesOf(dates.alsoOn),
        timeZone,
      };
      const clock = wallClockOf(timeZone);
      const at = Date.parse(moment) - before;
      const isOpenAt = (minute: number) => isOpen(hours, clock(minute));
      expectFirst(at, nextOpening(hours, at), isOpenAt);
      const closing = nextClosing(hours, at);
      if (closing !== undefined) expectFirst(at, closing, (minute) => !isOpenAt(minute));
    });
    fc.assert(property, { numRuns: 120 });
  });
});

/** That `found` is the first minute from `at` on of which something holds, or `at` itself. */
function expectFirst(at: number, found: number, holds: (minute: number) => boolean): void {
  expect(found).toBeGreaterThanOrEqual(at);
  expect(holds(found)).toBe(true);
  if (found === at) return;
  expect(found % MINUTE_MS).toBe(0);
  expect(holds(at)).toBe(false);
  for (let minute = Math.ceil(at / MINUTE_MS) * MINUTE_MS; minute < found; minute += MINUTE_MS) {
    if (holds(minute)) expect.fail(`already at ${new Date(minute).toISOString()}`);
  }
}
