import { passes, selects } from "../../slo/promql/matcher-regex.ts";
import type { Matcher } from "../../slo/promql/syntax.ts";
import type { Matches } from "./routing.ts";

/** Tells whether an alert passes every matcher. */
export function matching(matchers: readonly Matcher[]): Matches {
  return (labels) => selects(matchers, labels);
}

/** Whether every alert that passes `narrow` surely passes `wide` too: each matcher of `wide` follows from one of `narrow`. */
export function isCovered(narrow: readonly Matcher[], wide: readonly Matcher[]): boolean {
  return wide.every((needed) =>
    narrow.some(
      (given) =>
        given.label === needed.label &&
        (given.operator === "="
          ? passes(needed, given.value)
          : given.operator === needed.operator && given.value === needed.value),
    ),
  );
}
