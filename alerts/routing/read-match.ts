import type { Finding, Read } from "../../foundation/findings/finding.ts";
import type { YamlPart } from "../../foundation/findings/yaml-source.ts";
import { passes, regexProblem } from "../../slo/promql/matcher-regex.ts";
import { isProblem, parseMatchers } from "../../slo/promql/parse.ts";
import type { Matcher } from "../../slo/promql/syntax.ts";
import { ROUTING_RULES } from "./rules.ts";

/** The two severities that the router knows; what a source calls otherwise it makes one of them before it looks at the routes. */
const SEVERITIES = ["page", "ticket"];
const ADVICE = {
  "invalid-regex": "Matchers take RE2: no lookahead, no back-references.",
  "invalid-expression": "Write label matchers in braces: =, !=, =~, !~.",
  "unknown-label-value": 'Write severity="page" or severity="ticket".',
};

/** Reads the matchers at `at`. */
export function readMatch(text: string, at: YamlPart): Read<readonly Matcher[]> {
  const wrong = (rule: keyof typeof ADVICE, message: string, place: { from: number; to: number }): Finding =>
    at.finding(ROUTING_RULES[rule], message, ADVICE[rule], place);
  const matchers = parseMatchers(text);
  if (isProblem(matchers)) return { findings: [wrong("invalid-expression", matchers.message, matchers)] };
  const findings = matchers.flatMap((matcher): Finding[] => {
    const { label, value } = matcher;
    const regex = regexProblem(matcher);
    if (label === "__name__")
      return [wrong("invalid-expression", "alerts have no `__name__`; their rule is `alertname`", matcher)];
    if (regex !== undefined) return [wrong("invalid-regex", `\`${value}\`: ${regex}`, matcher)];
    if (label !== "severity" || SEVERITIES.some((severity) => passes(matcher, severity))) return [];
    const message = "the router knows the severities page and ticket, and this matches neither";
    return [wrong("unknown-label-value", message, matcher)];
  });
  return findings.length === 0 ? { value: matchers, findings } : { findings };
}
