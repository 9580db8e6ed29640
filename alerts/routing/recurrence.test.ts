import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CLOCK_CHANGES, wallClockOf } from "../../test/alerts/wall-clock.ts";
import { placeInMonth } from "./calendar.ts";
import { nextSpan, spanAt } from "./recurrence.ts";
import type { Recurrence } from "./routing.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

const SUNDAYS: Recurrence = {
  written: "sun 02:00–04:00",
  days: [{ weekday: 7, nth: undefined }],
  from: 120,
  end: { until: 240 },
  exceptOn: new Set(),
  first: undefined,
  last: undefined,
  timeZone: "Asia/Taipei",
};
const dayOf = (text: string) => Date.parse(`${text}T00:00:00Z`) / DAY_MS;
const told = (recurrence: Recurrence, at: string) => {
  const span = nextSpan(recurrence, Date.parse(at));
  return span && [new Date(span.from).toISOString(), new Date(span.until).toISOString()];
};

describe("nextSpan", () => {
  it.each<[string, Partial<Recurrence>, string, readonly string[] | undefined]>([
    ["each week", {}, "2026-11-20T00:00Z", ["2026-11-21T18:00:00.000Z", "2026-11-21T20:00:00.000Z"]],
    ["under way", {}, "2026-11-21T19:00Z", ["2026-11-21T18:00:00.000Z", "2026-11-21T20:00:00.000Z"]],
    ["just over", {}, "2026-11-21T20:00Z", ["2026-11-28T18:00:00.000Z", "2026-11-28T20:00:00.000Z"]],
    [
      "overnight into another month",
      { days: [{ weekday: 1, nth: "last" }], from: 1320, end: { until: 1800 } },
      "2026-11-20T00:00Z",
      ["2026-11-30T14:00:00.000Z", "2026-11-30T22:00:00.000Z"],
    ],
    [
      "for longer than a day",
      { days: [{ weekday: 6, nth: 1 }], end: { duration: 2 * DAY_MS } },
      "2026-12-06T12:00Z",
      ["2026-12-04T18:00:00.000Z", "2026-12-06T18:00:00.000Z"],
    ],
    [
      "not on a holiday",
      { exceptOn: new Set([dayOf("2026-11-22")]) },
      "2026-11-20T00:00Z",
      ["2026-11-28T18:00:00.000Z", "2026-11-28T20:00:00.000Z"],
    ],
    [
      "not before its first date",
      { first: dayOf("2026-12-01") },
      "2026-11-20T00:00Z",
      ["2026-12-05T18:00:00.000Z", "2026-12-05T20:00:00.000Z"],
    ],
    [
      "on its last date",
      { last: dayOf("2026-11-22") },
      "2026-11-20T00:00Z",
      ["2026-11-21T18:00:00.000Z", "2026-11-21T20:00:00.000Z"],
    ],
    ["after its last date", { last: dayOf("2026-11-22") }, "2026-11-22T00:00Z", undefined],
  ])("%s", (_what, change, at, span) => {
    expect(told({ ...SUNDAYS, ...change }, at)).toEqual(span);
  });

  const NEW_YORK = { ...SUNDAYS, timeZone: "America/New_York" };
  it.each<[string, Partial<Recurrence>, string, readonly string[] | undefined]>([
    [
      "a beginning that clocks skip is when they are put forward",
      { from: 150 },
      "2026-03-07T12:00Z",
      ["2026-03-08T07:00:00.000Z", "2026-03-08T08:00:00.000Z"],
    ],
    [
      "so is one with a duration, and it ends by the clock",
      { from: 150, end: { duration: 60 * MINUTE_MS } },
      "2026-03-07T12:00Z",
      ["2026-03-08T07:00:00.000Z", "2026-03-08T07:30:00.000Z"],
    ],
    [
      "what clocks skip as a whole is none",
      { from: 125, end: { until: 175 } },
      "2026-03-07T12:00Z",
      ["2026-03-15T06:05:00.000Z", "2026-03-15T06:55:00.000Z"],
    ],
    [
      "a beginning that is shown twice is the second",
      { from: 90, end: { until: 240 } },
      "2026-10-31T12:00Z",
      ["2026-11-01T06:30:00.000Z", "2026-11-01T09:00:00.000Z"],
    ],
    [
      "an end that is shown twice is the first",
      { from: 30, end: { until: 90 } },
      "2026-10-31T12:00Z",
      ["2026-11-01T04:30:00.000Z", "2026-11-01T05:30:00.000Z"],
    ],
    [
      "what could be either hour is neither",
      { from: 75, end: { until: 105 } },
      "2026-10-31T12:00Z",
      ["2026-11-08T06:15:00.000Z", "2026-11-08T06:45:00.000Z"],
    ],
  ])("%s", (_what, change, at, span) => {
    expect(told({ ...NEW_YORK, ...change }, at)).toEqual(span);
  });

  it("covers the minutes that every reading of a clock on the wall covers, no more and no fewer", () => {
    const cases = fc.record({
      change: fc.constantFrom(...CLOCK_CHANGES),
      days: fc.uniqueArray(
        fc.record({
          weekday: fc.integer({ min: 1, max: 7 }),
          nth: fc.constantFrom(undefined, undefined, 1, 2, 3, 4, "last" as const),
        }),
        { minLength: 1, maxLength: 6 },
      ),
      from: fc.oneof(fc.integer({ min: 0, max: 1439 }), fc.integer({ min: 0, max: 240 })),
      length: fc.oneof(fc.integer({ min: 1, max: 1440 }), fc.integer({ min: 1, max: 90 })),
      hasDuration: fc.boolean(),
      exceptOn: fc.uniqueArray(fc.integer({ min: -2, max: 3 }), { maxLength: 2 }),
      bounds: fc.tuple(fc.constantFrom(undefined, -1, 0), fc.constantFrom(undefined, 0, 1)),
    });
    const property = fc.property(
      cases,
      ({ change: [timeZone, moment], days, from, length, hasDuration, exceptOn, bounds }) => {
        const around = Math.floor(Date.parse(moment) / DAY_MS);
        const dateOf = (offset: number | undefined) => (offset === undefined ? undefined : around + offset);
        const recurrence: Recurrence = {
          written: "",
          days,
          from,
          end: hasDuration ? { duration: length * MINUTE_MS } : { until: from + length },
          exceptOn: new Set(exceptOn.map((offset) => around + offset)),
          first: dateOf(bounds[0]),
          last: dateOf(bounds[1]),
          timeZone,
        };
        const start = (around - 3) * DAY_MS;
        const minutes = Array.from({ length: 6 * 1440 }, (_, index) => start + index * MINUTE_MS);
        const expected = coveredMinutes(recurrence, minutes);
        // The edges of what was scanned see only a part of the days around them.
        const inner = [...minutes.keys()].filter((index) => index >= 2 * 1440 && index < 5 * 1440);
        const isEdge = (index: number) =>
          [-1, 0, 1].some(
            (by) => expected.has(minutes[index + by] ?? 0) !== expected.has(minutes[index + by + 1] ?? 0),
          );
        let next = nextSpan(recurrence, start + 2 * DAY_MS);
        for (const index of inner) {
          if (index % 17 > 0 && !isEdge(index)) continue;
          const at = minutes[index] ?? 0;
          const isCovered = expected.has(at);
          if (next !== undefined && next.until <= at) next = nextSpan(recurrence, at);
          if ((spanAt(recurrence, at) !== undefined) !== isCovered)
            expect.fail(`${isCovered ? "" : "not "}covered at ${new Date(at).toISOString()}`);
          if (next !== undefined && at === next.from) expect(isCovered).toBe(true);
          if (isCovered) expect(next?.from ?? Number.POSITIVE_INFINITY).toBeLessThanOrEqual(at);
        }
      },
    );
    fc.assert(property, { numRuns: 40 });
  });
});

/** By scanning what the clock shows: for each day all moments that can be its beginning and its end, and what lies between every pair. */
function coveredMinutes(recurrence: Recurrence, minutes: readonly number[]): Set<number> {
  const clock = wallClockOf(recurrence.timeZone);
  const shown = minutes.map((at) => {
    const { day, minute } = clock(at);
    return day * 1440 + minute;
  });
  const showings = (wanted: number): { readonly all: number[]; readonly isShown: boolean } => {
    const exact = minutes.filter((_, index) => shown[index] === wanted);
    // What is skipped is where the clock first shows something later.
    const after = minutes.filter((_, index) => (shown[index] ?? 0) > wanted).slice(0, 1);
    return exact.length > 0 ? { all: exact, isShown: true } : { all: after, isShown: false };
  };
  const covered = new Set<number>();
  const first = Math.floor((shown[0] ?? 0) / 1440);
  for (let day = first; day < first + 8; day++) {
    const { nth, isLast } = placeInMonth(day);
    const weekday = new Date(day * DAY_MS).getUTCDay() || 7;
    const begins =
      recurrence.days.some(
        (one) => one.weekday === weekday && [undefined, nth, isLast ? "last" : undefined].includes(one.nth),
      ) &&
      !recurrence.exceptOn.has(day) &&
      day >= (recurrence.first ?? day) &&
      day <= (recurrence.last ?? day);
    if (!begins) continue;
    const beginnings = showings(day * 1440 + recurrence.from);
    const { end } = recurrence;
    const byClock = (length: number) => showings(day * 1440 + length).all;
    const ends =
      "until" in end
        ? byClock(end.until)
        : beginnings.isShown
          ? beginnings.all.map((at) => at + end.duration)
          : [...beginnings.all.map((at) => at + end.duration), ...byClock(recurrence.from + end.duration / MINUTE_MS)];
    if (beginnings.all.length === 0 || ends.length === 0) continue;
    for (const at of minutes) if (at >= Math.max(...beginnings.all) && at < Math.min(...ends)) covered.add(at);
  }
  return covered;
}
