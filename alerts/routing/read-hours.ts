import type { Reading } from "./reading.ts";
import type { BusinessHours } from "./routing.ts";
import type { Weekday } from "./written-routing.ts";

const ISO_WEEKDAY: Readonly<Record<Weekday, number>> = { mon: 1, tue: 2, wed: 3, thu: 4, fri: 5, sat: 6, sun: 7 };

/** The business hours by name. */
export function readHours({ written, report, timeZone }: Reading): Map<string, BusinessHours> {
  const hours = new Map<string, BusinessHours>();
  for (const [name, { days, from, until }] of Object.entries(written.hours ?? {})) {
    const [opens, closes] = [minutesOf(from), minutesOf(until)];
    if (closes <= opens) {
      const help = 'Hours begin and end on the same day; its end is "24:00".';
      report("empty-interval", ["hours", name, "until"], `\`${name}\` ends at ${until}, not after ${from}`, help);
    }
    const isoDays = new Set(days.map((day) => ISO_WEEKDAY[day]));
    hours.set(name, { name, days: isoDays, from: opens, until: closes, timeZone });
  }
  return hours;
}

/** Minutes after midnight. */
function minutesOf(time: string): number {
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  return hour * 60 + minute;
}
