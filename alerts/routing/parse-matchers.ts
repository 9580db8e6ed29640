import { isReadable, parseRegex } from "../../slo/promql/matcher-regex.ts";
import { isProblem, parseSelector } from "../../slo/promql/parse.ts";
import type { Matcher, PromqlProblem } from "../../slo/promql/syntax.ts";

/** What is wrong with matchers: PromQL that does not parse, or a regular expression that is not RE2. */
export interface MatchersProblem extends PromqlProblem {
  readonly kind: "syntax" | "regex";
}

/** The grammar wants a metric before the braces; alerts have none. */
const METRIC = "x";
const STRING_LITERAL = /"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])*'|`[^`]*`/gs;

/** Parses PromQL matchers in braces: `{severity="page", owner=~"order-.+"}`. */
export function parseMatchers(text: string): readonly Matcher[] | MatchersProblem {
  const whole = { kind: "syntax" as const, from: 0, to: Math.max(1, text.length) };
  if (!text.trimStart().startsWith("{"))
    return { ...whole, message: 'expected matchers in braces, such as {severity="page"}' };
  const parsed = parseSelector(METRIC + text);
  if (isProblem(parsed)) {
    const from = Math.max(0, parsed.from - METRIC.length);
    return { kind: "syntax", message: parsed.message, from, to: Math.max(from + 1, parsed.to - METRIC.length) };
  }
  // A selector takes the metric's name out of its matchers, and what is taken out would no longer narrow the match.
  const bare = text.replace(STRING_LITERAL, (literal) => " ".repeat(literal.length));
  if (/\b__name__\b/.test(bare)) return { ...whole, message: "alerts have no `__name__`; their rule is `alertname`" };
  const matchers = parsed.matchers.map((matcher) => ({
    ...matcher,
    from: matcher.from - METRIC.length,
    to: matcher.to - METRIC.length,
  }));
  const unreadable = matchers.find((matcher) => !isReadable(matcher));
  if (unreadable === undefined) return matchers;
  const regex = parseRegex(unreadable.value);
  const why = "problem" in regex ? regex.problem : "not RE2";
  return { kind: "regex", message: `\`${unreadable.value}\`: ${why}`, from: unreadable.from, to: unreadable.to };
}

export function isMatchersProblem(value: readonly Matcher[] | MatchersProblem): value is MatchersProblem {
  return "message" in value;
}
