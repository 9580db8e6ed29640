import { didYouMean } from "../../../foundation/findings/advice.ts";
import { closest } from "../../../foundation/findings/closest.ts";
import type { Indicator } from "../../model/indicator.ts";
import type { MetricCatalogue } from "../../model/metric-catalogue.ts";
import { SLO_RULES } from "../rules.ts";
import { canSelect } from "../wanted-series.ts";
import type { Check } from "./check.ts";
import { selections } from "./selections.ts";

/** The names that stand for something which the indicator can select. */
function selectable(indicator: Indicator, catalogue: MetricCatalogue): string[] {
  return Array.from(catalogue.seriesNames()).filter((name) => {
    const series = catalogue.series(name);
    return series !== undefined && canSelect(indicator, series);
  });
}

/** A misspelt metric is a promise that nobody measures, and Prometheus says nothing. */
export const unknownMetric: Check = (defined, { catalogue }) => {
  if (catalogue.isEmpty) return [];
  return selections(defined).flatMap(({ selector, at }) => {
    if (catalogue.series(selector.metric) !== undefined) return [];
    const near = closest(selector.metric, selectable(defined.slo.indicator, catalogue));
    const advice = didYouMean(near, "Declare it in one of the `metrics` files of slo/config.yaml.");
    const name = { from: selector.from, to: selector.from + selector.metric.length };
    return [at.finding(SLO_RULES["unknown-metric"], `\`${selector.metric}\` is not declared`, advice, name)];
  });
};
