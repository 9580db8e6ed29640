const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
/** Taiwan has had no summer time since 1979. */
const OFFSET_MS = 8 * HOUR_MS;
const OPENS_AT_HOUR = 8;
const CLOSES_AT_HOUR = 20;

export interface CalendarDate {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  readonly day: number;
}

/** The date in Taipei at a Unix time in milliseconds. */
export function taipeiDate(at: number): CalendarDate {
  const local = new Date(at + OFFSET_MS);
  return { year: local.getUTCFullYear(), month: local.getUTCMonth() + 1, day: local.getUTCDate() };
}

/** The date in Taipei as YYYY-MM-DD. */
export function taipeiDay(at: number): string {
  return new Date(at + OFFSET_MS).toISOString().slice(0, 10);
}

/** When a day in Taipei begins, as Unix time in milliseconds; NaN when there is no such day. */
export function startOfDay(day: string): number {
  return Date.parse(`${day}T00:00:00.000+08:00`);
}

/** The next time that the clock in Taipei shows this hour, always after `now`. */
export function nextTimeOfDay(now: number, hour: number): number {
  const today = startOfDay(taipeiDay(now)) + hour * HOUR_MS;
  return today > now ? today : today + DAY_MS;
}

/** Whether a delivery slot lies within the opening hours of one day, 8 to 20 o'clock. */
export function isWithinOpeningHours(start: number, end: number): boolean {
  const midnight = startOfDay(taipeiDay(start));
  return start >= midnight + OPENS_AT_HOUR * HOUR_MS && end <= midnight + CLOSES_AT_HOUR * HOUR_MS && start < end;
}

/** Seconds of opening hours between two times. */
export function openSecondsBetween(from: number, to: number): number {
  let open = 0;
  for (let midnight = startOfDay(taipeiDay(from)); midnight < to; midnight += DAY_MS) {
    const opens = Math.max(from, midnight + OPENS_AT_HOUR * HOUR_MS);
    const closes = Math.min(to, midnight + CLOSES_AT_HOUR * HOUR_MS);
    open += Math.max(0, closes - opens);
  }
  return open / 1_000;
}
