import { closest } from "../../../foundation/findings/closest.ts";
import { SLO_RULES } from "../rules.ts";
import type { Check } from "./check.ts";
import { selections } from "./selections.ts";

/** A misspelt metric is a promise that nobody measures, and Prometheus says nothing. */
export const unknownMetric: Check = (defined, { catalogue }) => {
  if (catalogue.isEmpty) return [];
  return selections(defined).flatMap(({ selector, at }) => {
    if (catalogue.series(selector.metric) !== undefined) return [];
    const near = closest(selector.metric, catalogue.seriesNames());
    const advice =
      near === undefined ? "Declare it in one of the `metrics` files of slo/config.yaml." : `Did you mean \`${near}\`?`;
    const name = { from: selector.from, to: selector.from + selector.metric.length };
    return [at.finding(SLO_RULES["unknown-metric"], `\`${selector.metric}\` is not declared`, advice, name)];
  });
};
