import type { Finding, Found, Read } from "../../foundation/findings/finding.ts";
import type { YamlPart } from "../../foundation/findings/yaml-source.ts";
import { type Days, type DayTimes, dayTimes, union } from "./day-times.ts";
import { type Reading, unknownName } from "./reading.ts";
import { ROUTING_RULES } from "./rules.ts";

/** From when until when, with its own words where there is no time between them. */
export function readDayTimes(what: string, from: string, until: string, at: YamlPart): Read<DayTimes> {
  const times = dayTimes(from, until);
  if (times !== undefined) return { value: times, findings: [] };
  const wrong = `${what} ends at ${until}, when it begins`;
  const advice = 'Write a later end, or an earlier one for the next day; the whole day is from "00:00" until "24:00".';
  return { findings: [at.at("until").finding(ROUTING_RULES["empty-interval"], wrong, advice)] };
}

/** The dates of the lists of holidays that are named at `at`. */
export function readDates(
  names: readonly string[] | undefined,
  at: YamlPart,
  holidays: ReadonlyMap<string, Days>,
  reading: Reading,
): Found<Days> {
  const findings = (names ?? []).flatMap((name, index): Finding[] =>
    unknownName("holidays", name, at.at(index), reading, (near) => !names?.includes(near)),
  );
  return { value: union((names ?? []).flatMap((name) => holidays.get(name) ?? [])), findings };
}
