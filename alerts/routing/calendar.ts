const DAY_MS = 86_400_000;
const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
const DATE = /^\d{4}-\d\d-\d\d$/;

/** A date of the calendar as its number of days since 1 January 1970. */
export type Day = number;

/** The day that a text such as 2026-02-28 names; undefined when the calendar has none. */
export function dayOf(text: string): Day | undefined {
  const midnight = DATE.test(text) ? Date.parse(`${text}T00:00:00Z`) : Number.NaN;
  // JavaScript takes a 30th of February for the 2nd of March.
  if (Number.isNaN(midnight) || new Date(midnight).toISOString().slice(0, 10) !== text) return undefined;
  return midnight / DAY_MS;
}

/** ISO, 1 is Monday, of a name such as mon; 0 for no such name. */
export function weekdayNamed(name: string): number {
  return WEEKDAYS.indexOf(name) + 1;
}

/** ISO, 1 is Monday. */
export function weekdayOf(day: Day): number {
  return dateOf(day).getUTCDay() || 7;
}

/** Which of its weekday a day is in its month, from 1, and whether it is the last. */
export function placeInMonth(day: Day): { readonly nth: number; readonly isLast: boolean } {
  const isLast = dateOf(day + 7).getUTCMonth() !== dateOf(day).getUTCMonth();
  return { nth: Math.ceil(dateOf(day).getUTCDate() / 7), isLast };
}

function dateOf(day: Day): Date {
  return new Date(day * DAY_MS);
}
