import type { Read } from "../../foundation/findings/finding.ts";
import type { YamlPart } from "../../foundation/findings/yaml-source.ts";
import { passes } from "../../slo/promql/matcher-regex.ts";
import type { Matcher } from "../../slo/promql/syntax.ts";
import { isMatchersProblem, parseMatchers } from "./parse-matchers.ts";
import { ROUTING_RULES } from "./rules.ts";

/** The two severities that the router knows; what a source calls otherwise it makes one of them before it looks at the routes. */
const SEVERITIES = ["page", "ticket"];
const ADVICE = {
  "invalid-regex": "Matchers take RE2: no lookahead, no back-references.",
  "invalid-expression": "Write label matchers in braces: =, !=, =~, !~.",
};

/** Reads the matchers at `at`. */
export function readMatch(text: string, at: YamlPart): Read<readonly Matcher[]> {
  const matchers = parseMatchers(text);
  if (isMatchersProblem(matchers)) {
    const rule = matchers.kind === "regex" ? "invalid-regex" : "invalid-expression";
    return { findings: [at.finding(ROUTING_RULES[rule], matchers.message, ADVICE[rule], matchers)] };
  }
  const futile = matchers.find(
    (matcher) => matcher.label === "severity" && !SEVERITIES.some((severity) => passes(matcher, severity)),
  );
  if (futile === undefined) return { value: matchers, findings: [] };
  const wrong = "the router knows the severities page and ticket, and this matches neither";
  const advice = 'Write severity="page" or severity="ticket".';
  return { findings: [at.finding(ROUTING_RULES["unknown-label-value"], wrong, advice, futile)] };
}
