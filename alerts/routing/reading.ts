import { didYouMean } from "../../foundation/findings/advice.ts";
import { closest } from "../../foundation/findings/closest.ts";
import type { Finding, Found } from "../../foundation/findings/finding.ts";
import { FILE_RULES } from "../../foundation/findings/rules.ts";
import type { YamlPart, YamlSource } from "../../foundation/findings/yaml-source.ts";
import { parseDuration } from "../../slo/promql/duration.ts";
import type { IntactParts } from "./intact-parts.ts";
import { ROUTING_RULES } from "./rules.ts";

/** A routing file that is being read: what of it can be read, and where it stands. */
export interface Reading extends IntactParts {
  readonly source: YamlSource;
  /** UTC when the file names none that exists. */
  readonly timeZone: string;
}

const LONGEST = "30d";
const KINDS = {
  channels: { rule: ROUTING_RULES["unknown-channel"], kind: "channel" },
  escalations: { rule: ROUTING_RULES["unknown-escalation"], kind: "escalation policy" },
  hours: { rule: ROUTING_RULES["unknown-hours"], kind: "hours" },
  holidays: { rule: ROUTING_RULES["unknown-holidays"], kind: "holidays" },
} as const;

/** A finding when the name at `at` is one that the file does not give to anything, with the nearest one that it does and that would be right there. */
export function unknownName(
  section: keyof typeof KINDS,
  name: string,
  at: YamlPart,
  { names }: Pick<Reading, "names">,
  isRight: (name: string) => boolean = () => true,
): Finding[] {
  const known = names[section];
  if (known === undefined || known.has(name)) return [];
  const { rule, kind } = KINDS[section];
  const near = closest(name, Array.from(known).filter(isRight));
  const advice = didYouMean(near, `Add it under \`${section}\`.`);
  return [at.finding(rule, `there ${kind.endsWith("s") ? "are no" : "is no"} ${kind} \`${name}\``, advice)];
}

/** Milliseconds of a duration above 0 and up to the longest, 30 days when none is given; 0 in place of others. */
export function readTimeout(text: string, at: YamlPart, longest = LONGEST): Found<number> {
  const timeout = parseDuration(text);
  if (timeout !== undefined && timeout > 0 && timeout <= (parseDuration(longest) ?? 0))
    return { value: timeout, findings: [] };
  const wrong =
    timeout === undefined
      ? `\`${text}\` is not a duration`
      : `\`${text}\` is ${timeout > 0 ? `longer than ${longest}` : "no time at all"}`;
  const advice = `Write a duration above 0 and up to ${longest}, such as 10m, 1h30m or 3d.`;
  return { value: 0, findings: [at.finding(FILE_RULES["invalid-value"], wrong, advice)] };
}
