import type { Finding } from "../../../../foundation/findings/finding.ts";
import { DAY, formatDuration, HOUR, MINUTE } from "../../../promql/duration.ts";
import type { Field } from "../field.ts";
import { DIALECT_RULES } from "../rules.ts";
import { Sourced, type Tree } from "../sourced.ts";

/** Milliseconds of the units of v1. */
const UNITS: Readonly<Record<string, number>> = {
  m: MINUTE,
  h: HOUR,
  d: DAY,
  w: 7 * DAY,
  M: 30 * DAY,
  Q: 90 * DAY,
  Y: 365 * DAY,
};

/** The units of v1alpha, as v1 writes them; it has none for seconds. */
const ALPHA_UNITS: Readonly<Record<string, string>> = { Day: "d", Week: "w", Month: "M", Quarter: "Q" };

const LONGEST = 90 * DAY;
const CALENDAR = new Set(["M", "Q", "Y"]);
const ADVICE = "Periods roll here: any 30 days, for example, whenever somebody looks.";

/** Milliseconds of a duration such as `4w`; undefined when it is none. */
export function parseShorthand(text: string | undefined): number | undefined {
  const [, count, unit] = /^(\d+)([mhdwMQY])$/.exec(text ?? "") ?? [];
  const milliseconds = UNITS[unit ?? ""];
  return milliseconds === undefined ? undefined : Number(count) * milliseconds;
}

/** The rolling period of the first of a list of windows, in both versions; none without one. */
export function readTimeWindow(windows: Field): {
  readonly value: Tree;
  readonly period: number | undefined;
  readonly findings: readonly Finding[];
} {
  const [window] = windows.items;
  if (window === undefined) return { value: undefined, period: undefined, findings: [] };
  const [duration, unit] = [window.get("duration"), window.get("unit")];
  const alpha = ALPHA_UNITS[unit.text ?? ""];
  const text = unit.isThere ? `${window.get("count").text ?? ""}${alpha ?? "s"}` : duration.text;
  const field = unit.isThere ? unit : duration;
  const length = parseShorthand(text);
  const [calendar, rolling] = [window.get("calendar"), window.get("isRolling")];
  for (const key of ["startTime", "timeZone"]) calendar.get(key).ignore();
  const isAligned = calendar.isThere || rolling.isFalse || CALENDAR.has(text?.slice(-1) ?? "");
  if (length === undefined) return { value: new Sourced(text, field.at), period: undefined, findings: [] };
  const period = Math.min(length, LONGEST);
  const value = new Sourced(formatDuration(period), field.at);
  if (!isAligned && period === length) return { value, period, findings: [] };
  const isOfCalendar = calendar.isThere || !rolling.isTrue;
  const why = period < length ? "longer than any here" : isOfCalendar ? "of the calendar" : "counted in months";
  const when = calendar.isThere
    ? ` from ${calendar.get("startTime").text ?? ""}, ${calendar.get("timeZone").text ?? ""},`
    : "";
  const wrong = `a period of \`${text ?? ""}\`${when} is ${why}; it is read as any ${formatDuration(period)}`;
  return { value, period, findings: [window.at.finding(DIALECT_RULES["dialect-period"], wrong, ADVICE)] };
}
