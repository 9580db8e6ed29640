import type { Found, Read } from "../../foundation/findings/finding.ts";
import { FILE_RULES } from "../../foundation/findings/rules.ts";
import type { YamlPart } from "../../foundation/findings/yaml-source.ts";
import { matching } from "./matching.ts";
import { readMoment } from "./moment.ts";
import { readMatch } from "./read-match.ts";
import type { Reading } from "./reading.ts";
import type { MaintenanceWindow } from "./routing.ts";
import { ROUTING_RULES } from "./rules.ts";
import type { WrittenWindow } from "./written-routing.ts";

/** The maintenance windows in the order of the file. */
export function readMaintenance({ written, places, source, timeZone }: Reading): Found<readonly MaintenanceWindow[]> {
  const reads = (written.maintenance ?? []).map((window, index) =>
    readWindow(window, source.at("maintenance", places.maintenance[index] ?? index), timeZone),
  );
  return {
    value: reads.flatMap(({ value }) => value ?? []),
    findings: reads.flatMap(({ findings }) => findings),
  };
}

function readWindow(window: WrittenWindow, at: YamlPart, timeZone: string): Read<MaintenanceWindow> {
  const from = readLocal(window.from, at.at("from"), timeZone);
  const until = readLocal(window.until, at.at("until"), timeZone);
  const matchers = readMatch(window.match, at.at("match"));
  const findings = [from, until, matchers].flatMap((read) => read.findings);
  if (from.value !== undefined && until.value !== undefined && until.value <= from.value) {
    const wrong = `the window ends at ${window.until}, not after ${window.from}`;
    const advice = "Write a later end; the year and the month are easy to miss.";
    findings.push(at.at("until").finding(ROUTING_RULES["empty-interval"], wrong, advice));
  }
  if (from.value === undefined || until.value === undefined || matchers.value === undefined) return { findings };
  const { match, reason } = window;
  return {
    value: { match, matches: matching(matchers.value), from: from.value, until: until.value, reason },
    findings,
  };
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
      return { findings: [at.finding(unclear, wrong, `Write ${moment.meant.join(" or ")}.`)] };
    }
  }
}
