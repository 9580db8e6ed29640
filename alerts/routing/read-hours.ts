import type { Found, Read } from "../../foundation/findings/finding.ts";
import { weekdayNamed } from "./calendar.ts";
import type { Days } from "./day-times.ts";
import { readDates, readDayTimes } from "./read-day-times.ts";
import { readTimeZone } from "./read-time-zone.ts";
import type { Reading } from "./reading.ts";
import type { BusinessHours } from "./routing.ts";
import type { WrittenHours } from "./written-routing.ts";

/** The business hours by name. */
export function readHours(holidays: ReadonlyMap<string, Days>, reading: Reading): Found<Map<string, BusinessHours>> {
  const reads = Object.entries(reading.written.hours ?? {}).map(([name, hours]) =>
    readOne(name, hours, holidays, reading),
  );
  return {
    value: new Map(reads.flatMap(({ value }) => (value === undefined ? [] : [[value.name, value]]))),
    findings: reads.flatMap(({ findings }) => findings),
  };
}

function readOne(
  name: string,
  written: WrittenHours,
  holidays: ReadonlyMap<string, Days>,
  reading: Reading,
): Read<BusinessHours> {
  const at = reading.source.at("hours", name);
  const { days, from, until, time_zone: zone, except_on: closed = [], also_on: open = [] } = written;
  const times = readDayTimes(`\`${name}\``, from, until, at);
  const exceptOn = readDates(closed, at.at("except_on"), holidays, reading);
  const alsoOn = readDates(open, at.at("also_on"), holidays, reading);
  const timeZone = readTimeZone(zone, at.at("time_zone"), reading.timeZone);
  const findings = [times, exceptOn, alsoOn, timeZone].flatMap((read) => read.findings);
  if (times.value === undefined) return { findings };
  const words = [
    `${days.join(", ")} ${from}–${until}`,
    ...(closed.length === 0 ? [] : [`not on ${closed.join(", ")}`]),
    ...(open.length === 0 ? [] : [`also on ${open.join(", ")}`]),
    ...(timeZone.value === reading.timeZone ? [] : [timeZone.value]),
  ];
  const value: BusinessHours = {
    name,
    written: words.join(", "),
    days: new Set(days.map(weekdayNamed)),
    ...times.value,
    exceptOn: exceptOn.value,
    alsoOn: alsoOn.value,
    timeZone: timeZone.value,
  };
  return { value, findings };
}
