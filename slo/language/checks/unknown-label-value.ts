import { didYouMean } from "../../../foundation/findings/advice.ts";
import { closest } from "../../../foundation/findings/closest.ts";
import type { Span } from "../../../foundation/findings/source-text.ts";
import { passes, regexProblem } from "../../promql/matcher-regex.ts";
import type { Matcher } from "../../promql/syntax.ts";
import { SLO_RULES } from "../rules.ts";
import type { Check } from "./check.ts";
import { selections } from "./selections.ts";

/** A matcher that passes none of a label's values selects nothing; a negative one that passes them all does nothing. */
export const unknownLabelValue: Check = (defined, { catalogue }) =>
  selections(defined).flatMap(({ selector, at }) => {
    const labels = catalogue.series(selector.metric)?.metric.labels;
    return selector.matchers.flatMap((matcher) => {
      const values = labels?.get(matcher.label);
      if (values === undefined || values === "any" || selectsSome(matcher, values)) return [];
      const near = closest(
        matcher.value,
        values.filter((value) => selectsSome({ ...matcher, value }, values)),
      );
      const wrong = `\`${matcher.label}\` of \`${selector.metric}\` is never \`${matcher.value}\``;
      const advice = didYouMean(near, `Its values: ${values.join(", ")}.`);
      return [at.finding(SLO_RULES["unknown-label-value"], wrong, advice, valueWithin(matcher))];
    });
  });

/** Whether a matcher does something with these values; of one that nobody can read something else is said. */
function selectsSome(matcher: Matcher, values: readonly string[]): boolean {
  if (regexProblem(matcher) !== undefined) return true;
  const passing = values.filter((value) => passes(matcher, value)).length;
  return matcher.operator === "!=" || matcher.operator === "!~" ? passing < values.length : passing > 0;
}

/** The value within its quotes, which close the matcher; the whole of it where escapes make it longer. */
function valueWithin({ value, from, to }: Matcher): Span {
  return /[\\"'\n]/.test(value) ? { from, to } : { from: to - 1 - value.length, to: to - 1 };
}
