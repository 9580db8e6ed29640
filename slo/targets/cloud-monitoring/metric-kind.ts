import type { MetricCatalogue, MetricType } from "../../model/metric-catalogue.ts";
import type { Untranslatable } from "./losses.ts";

/** The last part of a Prometheus metric's type in Cloud Monitoring: `prometheus.googleapis.com/<name>/<kind>`. */
export type MetricKind = "counter" | "gauge" | "histogram";

const KINDS: Readonly<Record<MetricType, MetricKind>> = {
  counter: "counter",
  gauge: "gauge",
  histogram: "histogram",
  native_histogram: "histogram",
};

/** Why a metric cannot be had under the kind that is wanted; undefined when it can. */
export function notOfKind(name: string, wanted: MetricKind, catalogue: MetricCatalogue): Untranslatable | undefined {
  const series = catalogue.series(name);
  if (series === undefined) {
    // `latency` and `probe` say themselves what they measure; a counter is known by the suffix that all counters should have.
    if (wanted !== "counter" || name.endsWith("_total")) return undefined;
    return { loss: "cloud-metric-type", message: `\`${name}\` is not declared and its name does not end in _total` };
  }
  if (series.part !== "value") {
    return {
      loss: "cloud-histogram-count",
      message: `\`${name}\` is the _${series.part} of the histogram \`${series.metric.name}\``,
    };
  }
  const kind = KINDS[series.metric.type];
  return kind === wanted
    ? undefined
    : { loss: "cloud-metric-type", message: `\`${name}\` is a ${kind}, and a ${wanted} is needed` };
}
