import { momentsOf } from "./time-zone.ts";

/** Unix milliseconds, or what is wrong with the text. */
export type Moment = { readonly at: number } | { readonly problem: "no time" | "skipped" | "shown twice" };

const SYNTAX = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d))?(Z|([+-])(\d\d):(\d\d))?$/;
const MINUTE_MS = 60_000;
/** Kiribati, the zone that is farthest ahead. */
const LARGEST_OFFSET_MS = 14 * 60 * MINUTE_MS;

/** Reads `2026-12-01T02:00`, by the clocks of the zone, or `2026-12-01T02:00+08:00`. */
export function readMoment(text: string, timeZone: string): Moment {
  const match = SYNTAX.exec(text);
  if (match === null) return { problem: "no time" };
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match.slice(1, 7).map((part) => Number(part ?? 0));
  const local = Date.UTC(year, month - 1, day, hour, minute, second);
  // Date.UTC takes a 30th of February for a day in March.
  if (new Date(local).toISOString().slice(0, 16) !== text.slice(0, 16) || second > 59) return { problem: "no time" };
  if (match[7] === "Z") return { at: local };
  if (match[7] !== undefined) {
    const size = (Number(match[9]) * 60 + Number(match[10])) * MINUTE_MS;
    if (size > LARGEST_OFFSET_MS || Number(match[10]) > 59) return { problem: "no time" };
    return { at: match[8] === "-" ? local + size : local - size };
  }
  const [first, again] = momentsOf(timeZone, local);
  if (first === undefined) return { problem: "skipped" };
  return again === undefined ? { at: first } : { problem: "shown twice" };
}
