import { momentsOf } from "./time-zone.ts";

/** Unix milliseconds, or what is wrong with the text. */
export type Moment =
  | { readonly at: number }
  | { readonly problem: "no time" | "skipped" }
  /** With both ways to say which one is meant. */
  | { readonly problem: "shown twice"; readonly meant: readonly string[] };

const SYNTAX = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d))?(Z|([+-])(\d\d):(\d\d))?$/;
const MINUTE_MS = 60_000;
/** Kiribati, the zone that is farthest ahead. */
const LARGEST_OFFSET_MS = 14 * 60 * MINUTE_MS;

/** Reads `2026-12-01T02:00`, by the clocks of the zone, or `2026-12-01T02:00+08:00`. */
export function readMoment(text: string, timeZone: string): Moment {
  const match = SYNTAX.exec(text);
  if (match === null) return { problem: "no time" };
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0] = match
    .slice(1, 7)
    .map((part) => Number(part ?? 0));
  const local = Date.UTC(year, month - 1, day, hour, minute, second);
  // Date.UTC takes a 30th of February for a day in March, and 24:00 for the next day.
  if (new Date(local).toISOString().slice(0, 16) !== text.slice(0, 16)) return { problem: "no time" };
  if (match[7] === "Z") return { at: local };
  if (match[7] !== undefined) {
    const size = (Number(match[9]) * 60 + Number(match[10])) * MINUTE_MS;
    if (size > LARGEST_OFFSET_MS || Number(match[10]) > 59) return { problem: "no time" };
    return { at: match[8] === "-" ? local + size : local - size };
  }
  const moments = momentsOf(timeZone, local);
  const [first, again] = moments;
  if (first === undefined) return { problem: "skipped" };
  if (again === undefined) return { at: first };
  return { problem: "shown twice", meant: moments.map((moment) => text + formatOffset(local - moment)) };
}

function formatOffset(milliseconds: number): string {
  const minutes = Math.abs(milliseconds) / MINUTE_MS;
  const digits = (count: number): string => String(Math.floor(count)).padStart(2, "0");
  return `${milliseconds < 0 ? "-" : "+"}${digits(minutes / 60)}:${digits(minutes % 60)}`;
}
