import type { Indicator } from "../model/indicator.ts";
import type { DeclaredSeries } from "../model/metric-catalogue.ts";

/** What kind of series an indicator takes. */
export interface WantedSeries {
  readonly name: string;
  readonly advice: string;
  readonly fits: (series: DeclaredSeries) => boolean;
}

/** The series that an indicator selects; undefined where any that exists will do. */
export function wantedSeries(indicator: Indicator): WantedSeries | undefined {
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

/** Whether an indicator can select a series: a classic histogram's own name selects nothing but for a latency. */
export function canSelect(indicator: Indicator, series: DeclaredSeries): boolean {
  const wanted = wantedSeries(indicator);
  return wanted === undefined ? series.metric.type !== "histogram" || series.part !== "value" : wanted.fits(series);
}
