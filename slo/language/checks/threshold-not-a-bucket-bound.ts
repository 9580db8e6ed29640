import { SLO_RULES } from "../rules.ts";
import type { Check } from "./check.ts";

export const thresholdNotABucketBound: Check = ({ slo, at }, { catalogue }) => {
  const { indicator } = slo;
  if (indicator.kind !== "latency" || indicator.native) return [];
  const { buckets = [], unit = indicator.unit } = catalogue.metric(indicator.histogram.metric) ?? {};
  if (buckets.length === 0 || buckets.some((bound) => indicator.threshold.eq(bound))) return [];
  const wrong = `${[indicator.threshold.toFixed(), indicator.unit].filter(Boolean).join(" ")} is no bucket bound of \`${indicator.histogram.metric}\``;
  const advice = `Its bounds${unit === undefined ? "" : ` in ${unit}`}: ${buckets.join(", ")}. Choose one, or add the bound where the metric is declared.`;
  const place = at.at("indicator", "latency", "threshold");
  return [place.finding(SLO_RULES["threshold-not-a-bucket-bound"], wrong, advice)];
};
