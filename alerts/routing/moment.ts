import { Temporal } from "temporal-polyfill";
import { clockAt, momentsOf } from "./time-zone.ts";

/** Unix milliseconds, or what is wrong with the text. */
export type Moment =
  | { readonly at: number }
  | { readonly problem: "no time" | "skipped" }
  /** With both ways to say which one is meant. */
  | { readonly problem: "shown twice"; readonly meant: readonly string[] };

/** No leap second; offsets up to that of Kiribati, the zone that is farthest ahead. */
const SYNTAX = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:[0-5]\d)?(Z|[+-](0\d|1[0-3]):[0-5]\d|[+-]14:00)?$/;

/** Reads `2026-12-01T02:00`, by the clocks of the zone, or `2026-12-01T02:00+08:00`. */
export function readMoment(text: string, timeZone: string): Moment {
  const match = SYNTAX.exec(text);
  if (match === null) return { problem: "no time" };
  try {
    if (match[2] !== undefined) return { at: Temporal.Instant.from(text).epochMilliseconds };
    const [first, again] = momentsOf(timeZone, Temporal.PlainDateTime.from(text));
    if (first === undefined) return { problem: "skipped" };
    if (again === undefined) return { at: first };
    return { problem: "shown twice", meant: [first, again].map((at) => text + clockAt(timeZone, at).offset) };
  } catch (error) {
    // A 30th of February, a 25th hour.
    if (error instanceof RangeError) return { problem: "no time" };
    throw error;
  }
}
