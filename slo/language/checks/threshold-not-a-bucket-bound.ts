import Big from "big.js";
import { write } from "../../../foundation/findings/advice.ts";
import { inUnit, type TimeUnit } from "../../model/histogram-unit.ts";
import type { LatencyIndicator } from "../../model/indicator.ts";
import { formatDuration } from "../../promql/duration.ts";
import { SLO_RULES } from "../rules.ts";
import type { Check } from "./check.ts";

export const thresholdNotABucketBound: Check = ({ slo, at }, { catalogue }) => {
  const { indicator } = slo;
  if (indicator.kind !== "latency" || indicator.native) return [];
  const { buckets = [], unit = indicator.unit } = catalogue.metric(indicator.histogram.metric) ?? {};
  if (buckets.length === 0 || buckets.some((bound) => indicator.threshold.eq(bound))) return [];
  const wrong = `${[indicator.threshold.toFixed(), indicator.unit].filter(Boolean).join(" ")} is no bucket bound of \`${indicator.histogram.metric}\``;
  const bounds = `Its bounds${unit === undefined ? "" : ` in ${unit}`}: ${buckets.join(", ")}`;
  const near = nearest(buckets, indicator);
  const advice =
    near === undefined
      ? `${bounds}. Add the bound where the metric is declared.`
      : { ...write([near]), sentence: `Write ${near}, or add the bound where the metric is declared. ${bounds}.` };
  const place = at.at("indicator", "latency", "threshold");
  return [place.finding(SLO_RULES["threshold-not-a-bucket-bound"], wrong, advice)];
};

/** The nearest bound, as a threshold is written: a number where no unit is known, else a duration of whole milliseconds. */
function nearest(buckets: readonly number[], { threshold, unit }: LatencyIndicator): string | undefined {
  const away = (bound: number) => Math.abs(Math.log(bound / threshold.toNumber()));
  const [near] = buckets
    .filter((bound) => bound > 0)
    .sort((a, b) => away(a) - away(b))
    .flatMap((bound) => written(bound, unit) ?? []);
  return near;
}

function written(bound: number, unit: TimeUnit | undefined): string | undefined {
  if (unit === undefined) return new Big(bound).toFixed();
  const milliseconds = Math.round(new Big(bound).div(inUnit(1, unit)).toNumber());
  return inUnit(milliseconds, unit).eq(bound) ? formatDuration(milliseconds) : undefined;
}
