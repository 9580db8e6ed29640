import type { DeclaredSeries } from "../../model/metric-catalogue.ts";
import { SLO_RULES } from "../rules.ts";
import { wantedSeries } from "../wanted-series.ts";
import type { Check } from "./check.ts";
import { selections } from "./selections.ts";

export const wrongMetricType: Check = (defined, { catalogue }) =>
  selections(defined).flatMap(({ selector, at }) => {
    const series = catalogue.series(selector.metric);
    const wanted = wantedSeries(defined.slo.indicator);
    if (series === undefined || wanted === undefined || wanted.fits(series)) return [];
    const name = { from: selector.from, to: selector.from + selector.metric.length };
    const wrong = `\`${selector.metric}\` is ${described(series)}; \`${defined.slo.indicator.kind}\` needs ${wanted.name}`;
    return [at.finding(SLO_RULES["wrong-metric-type"], wrong, wanted.advice, name)];
  });

function described({ metric, part }: DeclaredSeries): string {
  const type = metric.type.replace("_", " ");
  return part === "value" ? `a ${type}` : `the _${part} of a ${type}`;
}
