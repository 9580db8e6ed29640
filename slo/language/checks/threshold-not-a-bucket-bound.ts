import type { Check } from "./check.ts";

export const thresholdNotABucketBound: Check = ({ slo, source, path }, { catalogue }) => {
  const { indicator } = slo;
  if (indicator.kind !== "latency" || indicator.native) return [];
  const buckets = catalogue.metric(indicator.histogram.metric)?.buckets ?? [];
  if (buckets.length === 0 || buckets.some((bound) => indicator.threshold.eq(bound))) return [];
  const span = source.span([...path, "indicator", "latency", "threshold"]);
  const message = `${indicator.threshold.toString()} s is no bucket bound of \`${indicator.histogram.metric}\``;
  const help = `Its bounds in seconds: ${buckets.join(", ")}. Choose one, or add the bound where the metric is declared.`;
  return [source.diagnose("threshold-not-a-bucket-bound", span, message, help)];
};
