import { RE2JS } from "re2js";
import type { Matcher } from "./syntax.ts";

type Regex = { readonly matches: (value: string) => boolean } | { readonly problem: string };

/** Fleets use the same few expressions thousands of times. */
const compiled = new Map<string, Regex>();

/** A matcher's regular expression in RE2, the dialect of Prometheus and Cloud Monitoring, anchored at both ends. */
function parseRegex(pattern: string): Regex {
  const known = compiled.get(pattern) ?? compileRegex(pattern);
  compiled.set(pattern, known);
  return known;
}

/** Words, dots and alternatives, with a repeated dot at the end at most: most expressions are like that. */
const PLAIN = /^[\w:/ .|-]*(?:\.[*+])?$/;

/** Plain expressions mean the same in JavaScript but for the dot, take no longer there either, and need no engine to be loaded. */
function compileRegex(pattern: string): Regex {
  if (PLAIN.test(pattern)) {
    const regex = new RegExp(`^(?:${pattern.replaceAll(".", "[^\\n]")})$`, "u");
    return { matches: (value) => regex.test(value) };
  }
  try {
    const regex = RE2JS.compile(pattern);
    return { matches: (value) => regex.matches(value) };
  } catch (error) {
    return { problem: error instanceof Error ? error.message.replace(/^error parsing regexp: /, "") : "not RE2" };
  }
}

/** Why a matcher's regular expression is none; undefined when it is one, or the matcher compares texts. */
export function regexProblem({ operator, value }: Pick<Matcher, "operator" | "value">): string | undefined {
  if (operator === "=" || operator === "!=") return undefined;
  const regex = parseRegex(value);
  return "problem" in regex ? regex.problem : undefined;
}

/** Whether a series with this label value passes the matcher. An unreadable expression passes nothing. */
export function passes(matcher: Pick<Matcher, "operator" | "value">, value: string): boolean {
  switch (matcher.operator) {
    case "=":
      return value === matcher.value;
    case "!=":
      return value !== matcher.value;
    default: {
      const regex = parseRegex(matcher.value);
      if ("problem" in regex) return false;
      return regex.matches(value) === (matcher.operator === "=~");
    }
  }
}

/** Whether labels pass every matcher. A label that is not there is empty, whatever it is called: `constructor` too. */
export function selects(matchers: readonly Matcher[], labels: Readonly<Record<string, string>>): boolean {
  return matchers.every((matcher) =>
    passes(matcher, Object.hasOwn(labels, matcher.label) ? (labels[matcher.label] ?? "") : ""),
  );
}
