import type { MetricCatalogue, MetricType } from "../../model/metric-catalogue.ts";
import { passes } from "../../promql/matcher-regex.ts";
import type { Matcher, Selector } from "../../promql/syntax.ts";
import { LIMITS } from "./limits.ts";
import { isUntranslatable, type Untranslatable } from "./losses.ts";

/** Labels of the resource `prometheus_target`; every other label belongs to the metric. */
export const RESOURCE_LABELS: ReadonlySet<string> = new Set([
  "project_id",
  "location",
  "cluster",
  "namespace",
  "job",
  "instance",
]);

/** The last part of a Prometheus metric's type in Cloud Monitoring: `prometheus.googleapis.com/<name>/<kind>`. */
type MetricKind = "counter" | "gauge" | "histogram";

const KINDS: Readonly<Record<MetricType, MetricKind>> = {
  counter: "counter",
  gauge: "gauge",
  histogram: "histogram",
  native_histogram: "histogram",
};

/**
 * The filter that picks the series a selector picks, as Managed Service for Prometheus stores them
 * (https://docs.cloud.google.com/monitoring/api/v3/filters). Both sides match RE2 against the whole value.
 */
export function monitoringFilter(
  selector: Selector,
  kind: MetricKind,
  catalogue: MetricCatalogue,
): string | Untranslatable {
  const mismatch = notOfKind(selector.metric, kind, catalogue);
  if (mismatch !== undefined) return mismatch;
  const parts = [
    `metric.type=${quoted(`prometheus.googleapis.com/${selector.metric}/${kind}`)}`,
    `resource.type="prometheus_target"`,
  ];
  for (const matcher of selector.matchers) {
    const part = comparison(matcher);
    if (isUntranslatable(part)) return part;
    parts.push(part);
  }
  const filter = parts.join(" AND ");
  if (filter.length <= LIMITS.filter) return filter;
  return {
    loss: "cloud-filter-over-2048",
    message: `the filter for \`${selector.metric}\` has ${filter.length} characters`,
  };
}

function comparison({ label, operator, value }: Matcher): string | Untranslatable {
  const isRegex = operator === "=~" || operator === "!~";
  if (value === "" || (isRegex && passes({ operator: "=~", value }, ""))) {
    return {
      loss: "cloud-untranslatable-matcher",
      message: `the matcher of \`${label}\` also speaks of series without that label`,
    };
  }
  if (/\p{Cc}/u.test(value)) {
    return { loss: "cloud-untranslatable-matcher", message: `the value of \`${label}\` holds control characters` };
  }
  const key = `${RESOURCE_LABELS.has(label) ? "resource" : "metric"}.labels.${label}`;
  const wanted = isRegex ? `monitoring.regex.full_match(${quoted(value)})` : quoted(value);
  return `${key}${operator.startsWith("!") ? "!=" : "="}${wanted}`;
}

function quoted(value: string): string {
  return `"${value.replace(/["\\]/g, "\\$&")}"`;
}

/** Why a metric cannot be had under the kind that is wanted; undefined when it can. */
function notOfKind(name: string, wanted: MetricKind, catalogue: MetricCatalogue): Untranslatable | undefined {
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
