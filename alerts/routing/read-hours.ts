import type { Found } from "../../foundation/findings/finding.ts";
import type { Reading } from "./reading.ts";
import type { BusinessHours } from "./routing.ts";
import { ROUTING_RULES } from "./rules.ts";
import type { Weekday } from "./written-routing.ts";

const ISO_WEEKDAY: Readonly<Record<Weekday, number>> = { mon: 1, tue: 2, wed: 3, thu: 4, fri: 5, sat: 6, sun: 7 };

/** The business hours by name. */
export function readHours({ written, source, timeZone }: Reading): Found<Map<string, BusinessHours>> {
  const reads = Object.entries(written.hours ?? {}).map(([name, { days, from, until }]) => {
    const hours: BusinessHours = {
      name,
      days: new Set(days.map((day) => ISO_WEEKDAY[day])),
      from: minutesOf(from),
      until: minutesOf(until),
      timeZone,
    };
    if (hours.until > hours.from) return { value: hours, findings: [] };
    const wrong = `\`${name}\` ends at ${until}, not after ${from}`;
    const advice = 'Hours begin and end on the same day; its end is "24:00".';
    const at = source.at("hours", name, "until");
    return { value: hours, findings: [at.finding(ROUTING_RULES["empty-interval"], wrong, advice)] };
  });
  return {
    value: new Map(reads.map(({ value }) => [value.name, value])),
    findings: reads.flatMap(({ findings }) => findings),
  };
}

/** Minutes after midnight. */
function minutesOf(time: string): number {
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  return hour * 60 + minute;
}
