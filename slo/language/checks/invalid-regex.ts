import { parseRegex } from "../../promql/matcher-regex.ts";
import type { Check } from "./check.ts";
import { selections } from "./selections.ts";

export const invalidRegex: Check = (defined) =>
  selections(defined).flatMap(({ selector, span }) =>
    selector.matchers.flatMap((matcher) => {
      if (matcher.operator !== "=~" && matcher.operator !== "!~") return [];
      const regex = parseRegex(matcher.value);
      if (!("problem" in regex)) return [];
      const message = `\`${matcher.value}\` is not a regular expression: ${regex.problem}`;
      return [
        defined.source.diagnose(
          "invalid-regex",
          span(matcher),
          message,
          "Prometheus takes RE2, matched from start to end.",
        ),
      ];
    }),
  );
