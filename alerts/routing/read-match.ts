import type { Path } from "../../foundation/findings/yaml-source.ts";
import { passes } from "../../slo/promql/matcher-regex.ts";
import type { Matcher } from "../../slo/promql/syntax.ts";
import { isMatchersProblem, parseMatchers } from "./parse-matchers.ts";
import type { Reading } from "./reading.ts";

/** The two severities that the router knows; what a source calls otherwise it makes one of them before it looks at the routes. */
const SEVERITIES = ["page", "ticket"];

/** Reads the matchers at `path`; undefined when something is wrong with them, which is reported. */
export function readMatch(text: string, path: Path, { report }: Reading): readonly Matcher[] | undefined {
  const matchers = parseMatchers(text);
  if (isMatchersProblem(matchers)) {
    if (matchers.kind === "regex")
      report("invalid-regex", path, matchers.message, "Matchers take RE2: no lookahead, no back-references.", matchers);
    else
      report("invalid-expression", path, matchers.message, "Write label matchers in braces: =, !=, =~, !~.", matchers);
    return undefined;
  }
  const futile = matchers.find(
    (matcher) => matcher.label === "severity" && !SEVERITIES.some((severity) => passes(matcher, severity)),
  );
  if (futile === undefined) return matchers;
  const message = `the router knows the severities page and ticket, and this matches neither`;
  report("unknown-label-value", path, message, 'Write severity="page" or severity="ticket".', futile);
  return undefined;
}
