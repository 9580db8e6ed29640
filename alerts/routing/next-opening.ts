import { weekdayOf } from "./calendar.ts";
import type { BusinessHours } from "./routing.ts";
import { firstChange, offsetAt } from "./time-zone.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;
/** Hours that are open for so long are said to have no end. */
const LONGEST_OPEN_DAYS = 366;

/**
 * The first moment from `at` on at which the zone's clocks show a time within the hours (both Unix milliseconds). A clock that is put
 * forward over the beginning opens when it is put; one that is put back opens and closes by what it shows.
 * Throws a RangeError for hours without a day.
 */
export function nextOpening(hours: BusinessHours, at: number): number {
  return byClocks(hours.timeZone, at, (local) => nextLocalOpening(hours, local));
}

/** The first moment from `at` on at which they are not open: `at` itself when they are closed. Undefined when they stay open for a year. */
export function nextClosing(hours: BusinessHours, at: number): number | undefined {
  const last = at + LONGEST_OPEN_DAYS * DAY_MS;
  const closing = byClocks(hours.timeZone, at, (local) => nextLocalClosing(hours, local, last));
  return closing < last ? closing : undefined;
}

/** What `next` says of a clock that is never put forward or back (milliseconds of local time), for one that is. */
function byClocks(timeZone: string, at: number, next: (local: number) => number): number {
  let moment = at;
  for (;;) {
    const offset = offsetAt(timeZone, moment);
    const then = next(moment + offset) - offset;
    // What holds already needs no look ahead.
    const change = then === moment ? undefined : firstChange(timeZone, moment, then);
    if (change === undefined) return then;
    moment = change;
  }
}

function nextLocalOpening(hours: BusinessHours, local: number): number {
  if (hours.days.size === 0) throw new RangeError(`the hours ${hours.name} have no day`);
  // Those that began yesterday may still be open; each date that is left out puts them off by a week at most.
  const first = Math.floor(local / DAY_MS) - 1;
  const last = first + 7 * (hours.exceptOn.size + 2);
  for (let day = first; day <= last; day++) {
    const { from, until } = spanOf(hours, day);
    if (opensOn(hours, day) && local < until) return Math.max(local, from);
  }
  throw new Error(`the hours ${hours.name} do not come within ${last - first} days`);
}

function nextLocalClosing(hours: BusinessHours, local: number, last: number): number {
  let closing = local;
  for (let day = Math.floor(local / DAY_MS) - 1; closing < last + DAY_MS; day++) {
    const { from, until } = spanOf(hours, day);
    if (from > closing) break;
    if (opensOn(hours, day)) closing = Math.max(closing, until);
  }
  return closing;
}

/** A date that is named as open and as closed is open: nobody is told later than the file can mean. */
function opensOn({ days, exceptOn, alsoOn }: BusinessHours, day: number): boolean {
  return alsoOn.has(day) || (days.has(weekdayOf(day)) && !exceptOn.has(day));
}

/** Milliseconds of local time. */
function spanOf({ from, until }: BusinessHours, day: number): { readonly from: number; readonly until: number } {
  const midnight = day * DAY_MS;
  return { from: midnight + from * MINUTE_MS, until: midnight + until * MINUTE_MS };
}
