import { Temporal } from "temporal-polyfill";
import { type Day, placeInMonth, weekdayOf } from "./calendar.ts";
import type { Recurrence, Span } from "./routing.ts";
import { offsetAt, showingsOf } from "./time-zone.ts";

const DAY_MS = 86_400_000;
const MINUTES_OF_DAY = 1_440;
/** How far ahead a next time is looked for. */
const HORIZON_DAYS = 800;

const EPOCH = new Temporal.PlainDateTime(1970, 1, 1);

/** The time that covers a moment (Unix milliseconds); of several the one that ends last. */
export function spanAt(recurrence: Recurrence, at: number): Span | undefined {
  const today = localDay(recurrence, at);
  let longest: Span | undefined;
  for (let day = today - reachOf(recurrence); day <= today + 1; day++) {
    const span = spanOn(recurrence, day);
    if (span === undefined || span.from > at || span.until <= at) continue;
    if (longest === undefined || span.until > longest.until) longest = span;
  }
  return longest;
}

/** The first time that has not ended at a moment; undefined when none comes within two years. */
export function nextSpan(recurrence: Recurrence, at: number): Span | undefined {
  const first = Math.max(localDay(recurrence, at) - reachOf(recurrence), recurrence.first ?? Number.NEGATIVE_INFINITY);
  for (let day = first; day <= first + HORIZON_DAYS; day++) {
    const span = spanOn(recurrence, day);
    if (span !== undefined && span.until > at) return span;
  }
  return undefined;
}

/** Whether it begins on any of the days on which it may. */
export function comesAtAll(recurrence: Recurrence): boolean {
  const { first, last } = recurrence;
  if (first === undefined || last === undefined) return true;
  for (let day = first; day <= last; day++) if (beginsOn(recurrence, day)) return true;
  return false;
}

/**
 * What it covers when it begins on a day. Only what every reading of the clocks covers: it begins at the second of two moments at
 * which they show its beginning, and ends at the first of two that show its end. A beginning that they skip is the moment at which
 * they are put forward. Undefined when nothing is left, or it does not begin on that day.
 */
function spanOn(recurrence: Recurrence, day: Day): Span | undefined {
  if (!beginsOn(recurrence, day)) return undefined;
  const { end, timeZone } = recurrence;
  const local = localTime(day, recurrence.from);
  const beginning = showingsOf(timeZone, local);
  const from = beginning.last;
  const showing = (ends: Temporal.PlainDateTime) => showingsOf(timeZone, ends).first;
  const until =
    "until" in end
      ? showing(localTime(day, end.until))
      : beginning.isShown
        ? beginning.first + end.duration
        : Math.min(from + end.duration, showing(local.add({ milliseconds: end.duration })));
  return until > from ? { from, until } : undefined;
}

/** How many days ago what still lasts may have begun; one more for zones that skip a day. */
function reachOf({ end }: Recurrence): number {
  return "until" in end ? 2 : Math.ceil(end.duration / DAY_MS) + 2;
}

function localTime(day: Day, minutes: number): Temporal.PlainDateTime {
  return EPOCH.add({ minutes: day * MINUTES_OF_DAY + minutes });
}

function beginsOn({ days, exceptOn, first, last }: Recurrence, day: Day): boolean {
  if (exceptOn.has(day) || (first !== undefined && day < first) || (last !== undefined && day > last)) return false;
  const { nth, isLast } = placeInMonth(day);
  return days.some(
    (one) =>
      one.weekday === weekdayOf(day) && (one.nth === undefined || (one.nth === "last" ? isLast : one.nth === nth)),
  );
}

function localDay({ timeZone }: Recurrence, at: number): Day {
  return Math.floor((at + offsetAt(timeZone, at)) / DAY_MS);
}
