import type { Day } from "./calendar.ts";

const MINUTES_OF_DAY = 1440;

/** Minutes after midnight between which something lasts; the end lies after the beginning, on the next day when it is above 1440. */
export interface DayTimes {
  readonly from: number;
  readonly until: number;
}

/** Times as they are written, such as 22:00 and 06:00: an end that is not later than its beginning is the next day's. Undefined when they are the same. */
export function dayTimes(from: string, until: string): DayTimes | undefined {
  const [begins, ends] = [minutesOf(from), minutesOf(until)];
  if (begins === ends) return undefined;
  return { from: begins, until: ends > begins ? ends : ends + MINUTES_OF_DAY };
}

/** Minutes after midnight. */
export function minutesOf(time: string): number {
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  return hour * 60 + minute;
}

/** Dates that a list of holidays names. */
export type Days = ReadonlySet<Day>;

/** The dates of all lists. */
export function union(lists: readonly Days[]): Days {
  return new Set(lists.flatMap((days) => [...days]));
}
