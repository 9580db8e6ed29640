import type {
  ConditionIndicator,
  Indicator,
  LatencyIndicator,
  ProbeIndicator,
  RatioIndicator,
} from "../../model/indicator.ts";
import type { MetricCatalogue } from "../../model/metric-catalogue.ts";
import type { Selector } from "../../promql/syntax.ts";
import { monitoringFilter, RESOURCE_LABELS } from "./filter.ts";
import { isUntranslatable, type Report, type Untranslatable } from "./losses.ts";
import type { Aligner, Range, ServiceLevelIndicator } from "./resources.ts";

/** An indicator in Cloud Monitoring's terms. */
export interface NativeIndicator {
  readonly indicator: ServiceLevelIndicator;
  /** Picks what the indicator counts all events by: when nothing is left of it, nobody knows how the service does. */
  readonly signal: { readonly filter: string; readonly aligner: Aligner };
}

/** Windows in which a gauge is good or bad: the shortest that the API takes. */
const WINDOW = "60s";

/** Translates an indicator exactly, or nearly with a reported loss, or not at all. */
export function nativeIndicator(
  indicator: Indicator,
  catalogue: MetricCatalogue,
  report: Report,
): NativeIndicator | Untranslatable {
  switch (indicator.kind) {
    case "ratio":
      return ratio(indicator, catalogue);
    case "latency":
      return latency(indicator, catalogue);
    case "probe":
      return probe(indicator, catalogue, report);
    case "condition":
      return condition(indicator, catalogue, report);
    case "promql":
      return { loss: "cloud-expression-without-filter", message: "its events are PromQL expressions" };
  }
}

function ratio({ counted, part, total }: RatioIndicator, catalogue: MetricCatalogue): NativeIndicator | Untranslatable {
  const partFilter = monitoringFilter(part, "counter", catalogue);
  if (isUntranslatable(partFilter)) return partFilter;
  const totalServiceFilter = monitoringFilter(total, "counter", catalogue);
  if (isUntranslatable(totalServiceFilter)) return totalServiceFilter;
  const goodTotalRatio =
    counted === "bad"
      ? { badServiceFilter: partFilter, totalServiceFilter }
      : { goodServiceFilter: partFilter, totalServiceFilter };
  return {
    indicator: { requestBased: { goodTotalRatio } },
    signal: { filter: totalServiceFilter, aligner: "ALIGN_DELTA" },
  };
}

function latency(
  { histogram, threshold }: LatencyIndicator,
  catalogue: MetricCatalogue,
): NativeIndicator | Untranslatable {
  const distributionFilter = monitoringFilter(histogram, "histogram", catalogue);
  if (isUntranslatable(distributionFilter)) return distributionFilter;
  // The lower end stays 0: no observation of a duration is below.
  const distributionCut = { distributionFilter, range: { max: threshold.toNumber() } };
  return {
    indicator: { requestBased: { distributionCut } },
    signal: { filter: distributionFilter, aligner: "ALIGN_DELTA" },
  };
}

function probe(
  { gauge }: ProbeIndicator,
  catalogue: MetricCatalogue,
  report: Report,
): NativeIndicator | Untranslatable {
  const filter = monitoringFilter(gauge, "gauge", catalogue);
  if (isUntranslatable(filter)) return filter;
  report("cloud-good-minutes", "a minute is bad as soon as one of its probes, of whatever instance, fails");
  return meanInRange(filter, { min: 1, max: "Infinity" });
}

function condition(
  { gauge, operator, threshold }: ConditionIndicator,
  catalogue: MetricCatalogue,
  report: Report,
): NativeIndicator | Untranslatable {
  if (gauge.kind !== "selector") {
    return { loss: "cloud-expression-without-filter", message: "its gauge is a PromQL expression" };
  }
  if (operator === "==" || operator === "!=") {
    return { loss: "cloud-operator-without-range", message: `good is \`${operator} ${threshold.toFixed()}\`` };
  }
  const filter = monitoringFilter(gauge, "gauge", catalogue);
  if (isUntranslatable(filter)) return filter;
  const series = severalSeries(gauge, catalogue);
  if (series !== undefined) return series;
  const onThreshold = operator === "<" || operator === ">" ? "; a mean of just the threshold is good" : "";
  report("cloud-good-minutes", `the mean is taken over the minute and over all instances${onThreshold}`);
  const bound = threshold.toNumber();
  return meanInRange(
    filter,
    operator.startsWith("<") ? { min: "-Infinity", max: bound } : { min: bound, max: "Infinity" },
  );
}

/** Instances of one program expose the same gauge; what its other labels tell apart has to be picked by equality. */
function severalSeries(gauge: Selector, catalogue: MetricCatalogue): Untranslatable | undefined {
  const declared = catalogue.series(gauge.metric)?.metric;
  if (declared === undefined) {
    return { loss: "cloud-metric-type", message: `\`${gauge.metric}\` is not declared, so its labels are not known` };
  }
  const picked = new Set(gauge.matchers.filter(({ operator }) => operator === "=").map(({ label }) => label));
  const open = [...declared.labels.keys()].filter((label) => !RESOURCE_LABELS.has(label) && !picked.has(label));
  if (open.length === 0) return undefined;
  return {
    loss: "cloud-several-series",
    message: `\`${gauge.metric}\` leaves ${open.map((label) => `\`${label}\``).join(", ")} open`,
  };
}

function meanInRange(timeSeries: string, range: Range): NativeIndicator {
  return {
    indicator: { windowsBased: { metricMeanInRange: { timeSeries, range }, windowPeriod: WINDOW } },
    signal: { filter: timeSeries, aligner: "ALIGN_MEAN" },
  };
}
