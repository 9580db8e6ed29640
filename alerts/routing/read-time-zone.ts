import { didYouMean } from "../../foundation/findings/advice.ts";
import { closest } from "../../foundation/findings/closest.ts";
import type { Found } from "../../foundation/findings/finding.ts";
import type { YamlPart } from "../../foundation/findings/yaml-source.ts";
import { ROUTING_RULES } from "./rules.ts";
import { isTimeZone } from "./time-zone.ts";

/** The zone at `at`, or `otherwise` in place of none and of one that does not exist, so that reading can go on. */
export function readTimeZone(name: string | undefined, at: YamlPart, otherwise: string): Found<string> {
  if (name === undefined) return { value: otherwise, findings: [] };
  if (isTimeZone(name)) return { value: name, findings: [] };
  const near = closest(name, Intl.supportedValuesOf("timeZone"));
  const advice = didYouMean(near, "Write an IANA name such as Asia/Taipei.");
  const wrong = `there is no time zone \`${name}\``;
  return { value: otherwise, findings: [at.finding(ROUTING_RULES["unknown-time-zone"], wrong, advice)] };
}
