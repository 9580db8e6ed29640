import { type Finding, type Found, hasErrors, type Read } from "../../foundation/findings/finding.ts";
import { FILE_RULES } from "../../foundation/findings/rules.ts";
import type { YamlPart } from "../../foundation/findings/yaml-source.ts";
import { type Day, weekdayNamed } from "./calendar.ts";
import { type Days, minutesOf } from "./day-times.ts";
import { readDates, readDayTimes } from "./read-day-times.ts";
import { readDate } from "./read-holidays.ts";
import { readTimeZone } from "./read-time-zone.ts";
import { type Reading, readTimeout } from "./reading.ts";
import { comesAtAll } from "./recurrence.ts";
import type { Recurrence, RecurringDay } from "./routing.ts";
import { ROUTING_RULES } from "./rules.ts";
import type { WrittenRecurrence } from "./written-routing.ts";

/** What lasts for longer is better said with its dates. */
const LONGEST = "7d";
const NTH: Readonly<Record<string, number | "last">> = { first: 1, second: 2, third: 3, fourth: 4, last: "last" };

/** When a maintenance window comes again. */
export function readRecurrence(
  written: WrittenRecurrence,
  at: YamlPart,
  holidays: ReadonlyMap<string, Days>,
  reading: Reading,
): Read<Recurrence> {
  const end = readEnd(written, at);
  const [first, last] = [
    readOptionalDate(written.first, at.at("first")),
    readOptionalDate(written.last, at.at("last")),
  ];
  const exceptOn = readDates(written.except_on, at.at("except_on"), holidays, reading);
  const timeZone = readTimeZone(written.time_zone, at.at("time_zone"), reading.timeZone);
  const findings = [end, first, last, exceptOn, timeZone].flatMap((read) => read.findings);
  if (end.value === undefined || hasErrors(findings)) return { findings };
  const value: Recurrence = {
    written: wordsOf(written),
    days: written.days.map(recurringDay),
    from: minutesOf(written.from),
    end: end.value,
    exceptOn: exceptOn.value,
    first: first.value,
    last: last.value,
    timeZone: timeZone.value,
  };
  return comesAtAll(value) ? { value, findings } : { findings: [neverComes(value, written, at)] };
}

function neverComes({ first, last }: Recurrence, written: WrittenRecurrence, at: YamlPart): Finding {
  const rule = ROUTING_RULES["empty-interval"];
  const [from, until] = [written.first, written.last];
  if (first !== undefined && last !== undefined && last < first)
    return at
      .at("last")
      .finding(rule, `${until} is before ${from}`, "Write a later last date; the year is easy to miss.");
  const days = written.days.join(", ");
  const excepted = written.except_on === undefined ? "" : " that except_on leaves";
  const wrong = `from ${from} to ${until} there is no ${days}${excepted}`;
  return at.at("days").finding(rule, wrong, "Write other days, or a later last date.");
}

function readEnd({ from, until, duration }: WrittenRecurrence, at: YamlPart): Read<Recurrence["end"]> {
  if ((until === undefined) === (duration === undefined)) {
    const advice = 'Write until: "04:00" for a time of day, or duration: 2h.';
    return {
      findings: [at.keyFinding(FILE_RULES["invalid-key"], "`every` needs exactly one of until, duration", advice)],
    };
  }
  if (duration === undefined) {
    const times = readDayTimes("the window", from, until ?? from, at);
    return times.value === undefined ? times : { value: { until: times.value.until }, findings: [] };
  }
  const lasts = readTimeout(duration, at.at("duration"), LONGEST);
  return hasErrors(lasts.findings) ? { findings: lasts.findings } : { value: { duration: lasts.value }, findings: [] };
}

function readOptionalDate(text: string | undefined, at: YamlPart): Found<Day | undefined> {
  return text === undefined ? { value: undefined, findings: [] } : { value: undefined, ...readDate(text, at) };
}

/** `sun` of every week, or `first sun` of every month. */
function recurringDay(text: string): RecurringDay {
  const [weekday = "", nth] = text.split(" ").reverse();
  return { weekday: weekdayNamed(weekday), nth: nth === undefined ? undefined : NTH[nth] };
}

function wordsOf({
  days,
  from,
  until,
  duration,
  time_zone: zone,
  first,
  last,
  except_on: except,
}: WrittenRecurrence): string {
  const times = until === undefined ? `${from} for ${duration}` : `${from}–${until}`;
  return [
    `${days.join(", ")} ${times}`,
    ...(first === undefined ? [] : [`from ${first}`]),
    ...(last === undefined ? [] : [`to ${last}`]),
    ...(except === undefined ? [] : [`not on ${except.join(", ")}`]),
    ...(zone === undefined ? [] : [zone]),
  ].join(", ");
}
