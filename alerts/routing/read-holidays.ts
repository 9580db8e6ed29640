import type { Finding, Found, Read } from "../../foundation/findings/finding.ts";
import { FILE_RULES } from "../../foundation/findings/rules.ts";
import type { YamlPart } from "../../foundation/findings/yaml-source.ts";
import { type Day, dayOf } from "./calendar.ts";
import type { Days } from "./day-times.ts";
import type { Reading } from "./reading.ts";
import { ROUTING_RULES } from "./rules.ts";

/** What is longer is a year that was mistyped. */
const LONGEST_RANGE_DAYS = 366;
const RANGE = " to ";

/** The dates of each list of holidays. */
export function readHolidays({ written, source }: Reading): Found<Map<string, Days>> {
  const reads = Object.entries(written.holidays ?? {}).map(([name, dates]) => {
    const items = dates.map((text, index) => readDates(text, source.at("holidays", name, index)));
    return {
      name,
      days: new Set(items.flatMap(({ value }) => value)),
      findings: items.flatMap((item) => item.findings),
    };
  });
  return {
    value: new Map(reads.map(({ name, days }) => [name, days])),
    findings: reads.flatMap(({ findings }) => findings),
  };
}

/** A date of the calendar, or what to do about one that it does not have. */
export function readDate(text: string, at: YamlPart): Read<Day> {
  const day = dayOf(text);
  if (day !== undefined) return { value: day, findings: [] };
  const advice = "Write a date such as 2026-12-31.";
  return { findings: [at.finding(FILE_RULES["invalid-value"], `\`${text}\` is not in the calendar`, advice)] };
}

/** The days of a date, or of a range with both its ends. */
function readDates(text: string, at: YamlPart): Found<readonly Day[]> {
  const [from = "", until = from] = text.split(RANGE);
  const [first, last] = [readDate(from, at), readDate(until, at)];
  const findings: Finding[] = [...first.findings, ...(until === from ? [] : last.findings)];
  if (first.value === undefined || last.value === undefined) return { value: [], findings };
  const count = last.value - first.value + 1;
  const wrong = (problem: string, advice: string): Found<readonly Day[]> => ({
    value: [],
    findings: [at.finding(ROUTING_RULES["empty-interval"], problem, advice)],
  });
  if (count < 1) return wrong(`${until} is before ${from}`, "Write the first day first; the year is easy to miss.");
  if (count > LONGEST_RANGE_DAYS)
    return wrong(`from ${from} to ${until} is more than a year`, "Write at most a year; the year is easy to miss.");
  const start = first.value;
  return { value: Array.from({ length: count }, (_, index) => start + index), findings: [] };
}
