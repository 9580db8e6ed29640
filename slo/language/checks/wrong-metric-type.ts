import type { Indicator } from "../../model/indicator.ts";
import type { DeclaredSeries } from "../../model/metric-catalogue.ts";
import { SLO_RULES } from "../rules.ts";
import type { Check } from "./check.ts";
import { selections } from "./selections.ts";

export const wrongMetricType: Check = (defined, { catalogue }) =>
  selections(defined).flatMap(({ selector, at }) => {
    const series = catalogue.series(selector.metric);
    const wanted = wants(defined.slo.indicator);
    if (series === undefined || wanted === undefined || wanted.fits(series)) return [];
    const name = { from: selector.from, to: selector.from + selector.metric.length };
    const wrong = `\`${selector.metric}\` is ${described(series)}; \`${defined.slo.indicator.kind}\` needs ${wanted.name}`;
    return [at.finding(SLO_RULES["wrong-metric-type"], wrong, wanted.advice, name)];
  });

function wants(
  indicator: Indicator,
): { name: string; advice: string; fits: (series: DeclaredSeries) => boolean } | undefined {
  switch (indicator.kind) {
    case "ratio":
      return {
        name: "a counter",
        advice: "Select a counter, or the _count or _bucket of a histogram.",
        fits: ({ metric, part }) => metric.type === "counter" || part === "count" || part === "bucket",
      };
    case "latency":
      return indicator.native
        ? {
            name: "a native histogram",
            advice: "Leave out `native: true` for classic buckets.",
            fits: ({ metric }) => metric.type === "native_histogram",
          }
        : {
            name: "a histogram's base name",
            advice: "Write the name without _bucket or _count; `native: true` for a native histogram.",
            fits: ({ metric, part }) => metric.type === "histogram" && part === "value",
          };
    case "probe":
      return {
        name: "a gauge",
        advice: "A probe is a gauge of 1 or 0.",
        fits: ({ metric }) => metric.type === "gauge",
      };
    case "condition":
    case "promql":
      return undefined;
  }
}

function described({ metric, part }: DeclaredSeries): string {
  const type = metric.type.replace("_", " ");
  return part === "value" ? `a ${type}` : `the _${part} of a ${type}`;
}
