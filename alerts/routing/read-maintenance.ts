import type { Path } from "../../foundation/findings/yaml-source.ts";
import { matching } from "./matching.ts";
import { readMoment } from "./moment.ts";
import { readMatch } from "./read-match.ts";
import type { Reading } from "./reading.ts";
import type { MaintenanceWindow } from "./routing.ts";

/** The maintenance windows in the order of the file. */
export function readMaintenance(reading: Reading): readonly MaintenanceWindow[] {
  const { written, places, report } = reading;
  return (written.maintenance ?? []).flatMap((window, index): MaintenanceWindow[] => {
    const path = ["maintenance", places.maintenance[index] ?? index];
    const from = at(window.from, [...path, "from"], reading);
    const until = at(window.until, [...path, "until"], reading);
    const matchers = readMatch(window.match, [...path, "match"], reading);
    if (from !== undefined && until !== undefined && until <= from) {
      const message = `the window ends at ${window.until}, not after ${window.from}`;
      report(
        "empty-interval",
        [...path, "until"],
        message,
        "Write a later end; the year and the month are easy to miss.",
      );
    }
    if (from === undefined || until === undefined || matchers === undefined) return [];
    return [{ match: window.match, matches: matching(matchers), from, until, reason: window.reason }];
  });
}

function at(text: string, path: Path, { report, timeZone }: Reading): number | undefined {
  const moment = readMoment(text, timeZone);
  if ("at" in moment) return moment.at;
  switch (moment.problem) {
    case "no time":
      report("invalid-value", path, `\`${text}\` is not in the calendar`, "Write a time such as 2026-12-01T02:00.");
      break;
    case "skipped":
      report(
        "unclear-local-time",
        path,
        `clocks in ${timeZone} never show ${text}: they are put forward over it`,
        "Write a time before or after that.",
      );
      break;
    case "shown twice":
      report(
        "unclear-local-time",
        path,
        `clocks in ${timeZone} show ${text} twice: they are put back`,
        `Write ${moment.meant.join(" or ")}.`,
      );
      break;
  }
  return undefined;
}
