import { closest } from "../../../foundation/findings/closest.ts";
import { passes, regexProblem } from "../../promql/matcher-regex.ts";
import { SLO_RULES } from "../rules.ts";
import type { Check } from "./check.ts";
import { selections } from "./selections.ts";

/** A matcher that passes none of a label's values selects nothing; a negative one that passes them all does nothing. */
export const unknownLabelValue: Check = (defined, { catalogue }) =>
  selections(defined).flatMap(({ selector, at }) => {
    const labels = catalogue.series(selector.metric)?.metric.labels;
    return selector.matchers.flatMap((matcher) => {
      const values = labels?.get(matcher.label);
      if (values === undefined || values === "any" || regexProblem(matcher) !== undefined) return [];
      const negative = matcher.operator === "!=" || matcher.operator === "!~";
      const passing = values.filter((value) => passes(matcher, value));
      if (negative ? passing.length < values.length : passing.length > 0) return [];
      const near = closest(matcher.value, values);
      const wrong = `\`${matcher.label}\` of \`${selector.metric}\` is never \`${matcher.value}\``;
      const advice = near === undefined ? `Its values: ${values.join(", ")}.` : `Did you mean \`${near}\`?`;
      return [at.finding(SLO_RULES["unknown-label-value"], wrong, advice, matcher)];
    });
  });
