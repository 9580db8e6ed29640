import type { BusinessHours } from "./routing.ts";
import { firstChange, offsetAt } from "./time-zone.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/**
 * The first moment from `at` on at which the zone's clocks show a time within the hours (both Unix milliseconds). A clock that is put
 * forward over the beginning opens when it is put; one that is put back opens and closes by what it shows.
 * Throws a RangeError for hours without a day.
 */
export function nextOpening(hours: BusinessHours, at: number): number {
  let moment = at;
  for (;;) {
    const offset = offsetAt(hours.timeZone, moment);
    const opening = nextLocalOpening(hours, moment + offset) - offset;
    const change = firstChange(hours.timeZone, moment, opening);
    if (change === undefined) return opening;
    moment = change;
  }
}

/** The same by a clock that is never put forward or back. */
function nextLocalOpening({ name, days, from, until }: BusinessHours, local: number): number {
  const today = Math.floor(local / DAY_MS) * DAY_MS;
  for (let day = 0; day <= 7; day++) {
    const midnight = today + day * DAY_MS;
    const isOpenUntil = midnight + until * MINUTE_MS;
    if (days.has(isoWeekday(midnight)) && local < isOpenUntil) return Math.max(local, midnight + from * MINUTE_MS);
  }
  throw new RangeError(`the hours ${name} have no day`);
}

function isoWeekday(midnight: number): number {
  return new Date(midnight).getUTCDay() || 7;
}
