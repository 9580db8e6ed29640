import { write } from "../../foundation/findings/advice.ts";
import type { Found, Read } from "../../foundation/findings/finding.ts";
import { FILE_RULES } from "../../foundation/findings/rules.ts";
import type { YamlPart } from "../../foundation/findings/yaml-source.ts";
import type { Days } from "./day-times.ts";
import { matching } from "./matching.ts";
import { readMoment } from "./moment.ts";
import { readMatch } from "./read-match.ts";
import { readRecurrence } from "./read-recurrence.ts";
import type { Reading } from "./reading.ts";
import type { MaintenanceWindow, Recurrence, Span } from "./routing.ts";
import { ROUTING_RULES } from "./rules.ts";
import type { WrittenWindow } from "./written-routing.ts";

/** The maintenance windows in the order of the file. */
export function readMaintenance(
  holidays: ReadonlyMap<string, Days>,
  reading: Reading,
): Found<readonly MaintenanceWindow[]> {
  const { written, places, source } = reading;
  const reads = (written.maintenance ?? []).map((window, index) =>
    readWindow(window, source.at("maintenance", places.maintenance[index] ?? index), holidays, reading),
  );
  return {
    value: reads.flatMap(({ value }) => value ?? []),
    findings: reads.flatMap(({ findings }) => findings),
  };
}

function readWindow(
  window: WrittenWindow,
  at: YamlPart,
  holidays: ReadonlyMap<string, Days>,
  reading: Reading,
): Read<MaintenanceWindow> {
  const times = readTimes(window, at, holidays, reading);
  const matchers = readMatch(window.match, at.at("match"));
  const findings = [...times.findings, ...matchers.findings];
  if (times.value === undefined || matchers.value === undefined) return { findings };
  const { match, reason } = window;
  return { value: { match, matches: matching(matchers.value), reason, ...times.value }, findings };
}

function readTimes(
  window: WrittenWindow,
  at: YamlPart,
  holidays: ReadonlyMap<string, Days>,
  reading: Reading,
): Read<Span | { readonly every: Recurrence }> {
  if (!("every" in window)) return readSpan(window, at, reading.timeZone);
  const every = readRecurrence(window.every, at.at("every"), holidays, reading);
  return every.value === undefined ? every : { value: { every: every.value }, findings: every.findings };
}

function readSpan(
  window: { readonly from: string; readonly until: string },
  at: YamlPart,
  timeZone: string,
): Read<Span> {
  const from = readLocal(window.from, at.at("from"), timeZone);
  const until = readLocal(window.until, at.at("until"), timeZone);
  const findings = [...from.findings, ...until.findings];
  if (from.value === undefined || until.value === undefined) return { findings };
  if (until.value <= from.value) {
    const wrong = `the window ends at ${window.until}, not after ${window.from}`;
    const advice = "Write a later end; the year and the month are easy to miss.";
    findings.push(at.at("until").finding(ROUTING_RULES["empty-interval"], wrong, advice));
  }
  return { value: { from: from.value, until: until.value }, findings };
}

/** Unix milliseconds. */
function readLocal(text: string, at: YamlPart, timeZone: string): Read<number> {
  const moment = readMoment(text, timeZone);
  if ("at" in moment) return { value: moment.at, findings: [] };
  const unclear = ROUTING_RULES["unclear-local-time"];
  switch (moment.problem) {
    case "no time": {
      const advice = "Write a time such as 2026-12-01T02:00.";
      return { findings: [at.finding(FILE_RULES["invalid-value"], `\`${text}\` is not in the calendar`, advice)] };
    }
    case "skipped": {
      const wrong = `clocks in ${timeZone} never show ${text}: they are put forward over it`;
      return { findings: [at.finding(unclear, wrong, "Write a time before or after that.")] };
    }
    case "shown twice": {
      const wrong = `clocks in ${timeZone} show ${text} twice: they are put back`;
      return { findings: [at.finding(unclear, wrong, write(moment.meant))] };
    }
  }
}
