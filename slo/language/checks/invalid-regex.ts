import { regexProblem } from "../../promql/matcher-regex.ts";
import { SLO_RULES } from "../rules.ts";
import type { Check } from "./check.ts";
import { selections } from "./selections.ts";

export const invalidRegex: Check = (defined) =>
  selections(defined).flatMap(({ selector, at }) =>
    selector.matchers.flatMap((matcher) => {
      const problem = regexProblem(matcher);
      if (problem === undefined) return [];
      const wrong = `\`${matcher.value}\` is not a regular expression: ${problem}`;
      const advice = "Prometheus takes RE2, matched from start to end.";
      return [at.finding(SLO_RULES["invalid-regex"], wrong, advice, matcher)];
    }),
  );
