import { RECORDED } from "../../../model/contract.ts";
import type { LatencyIndicator, RatioIndicator } from "../../../model/indicator.ts";
import type { MetricCatalogue } from "../../../model/metric-catalogue.ts";
import type { Slo } from "../../../model/slo.ts";
import { MINUTE, SECOND } from "../../../promql/duration.ts";
import { quote } from "../../../promql/string-literal.ts";
import type { Selector } from "../../../promql/syntax.ts";
import { identity } from "../rule.ts";
import { type SampleLabels, sampleLabels } from "./sample-labels.ts";
import { counterValues, gaugeValues, type Phase } from "./timeline.ts";

/** One `input_series` of a promtool test. */
export type InputSeries = {
  readonly series: string;
  readonly values: string;
};

/** Input series that make an SLO's events go as the phases say. */
export type SeriesOfPhases = (phases: readonly Phase[]) => InputSeries[];

/** Input series, and how often they have a sample (milliseconds). */
export interface Input {
  readonly interval: number;
  readonly series: SeriesOfPhases;
}

/**
 * How an SLO's raw series follow an incident. Where they cannot be made from the indicator (expressions, native histograms, selectors
 * without a matching sample), the two recorded event rates are given instead.
 */
export function inputSeries(slo: Slo, catalogue: MetricCatalogue): Input {
  const raw = rawSeries(slo, slo.scrapeInterval / SECOND, catalogue);
  if (raw !== undefined) return { interval: slo.scrapeInterval, series: raw };
  // Rules record at least every minute of a test, however seldom their sources are scraped.
  const interval = Math.min(slo.scrapeInterval, MINUTE);
  return { interval, series: recordedSeries(slo, interval / SECOND) };
}

function rawSeries(slo: Slo, scrapeSeconds: number, catalogue: MetricCatalogue): SeriesOfPhases | undefined {
  const { indicator } = slo;
  const sample = (inside: readonly Selector[], outside?: Selector): SampleLabels | undefined =>
    sampleLabels(inside, outside, slo.by, catalogue);
  switch (indicator.kind) {
    case "ratio":
      return ratioSeries(indicator, scrapeSeconds, sample);
    case "latency": {
      const labels = indicator.native ? undefined : sample([indicator.histogram]);
      return labels && latencySeries(indicator, scrapeSeconds, labels);
    }
    case "probe": {
      const labels = sample([indicator.gauge]);
      const success = (phase: Phase): number => 1 - phase.errorRatio;
      return (
        labels &&
        ((phases) => [
          { series: printSeries(indicator.gauge.metric, labels), values: gaugeValues(phases, scrapeSeconds, success) },
        ])
      );
    }
    case "condition":
    case "promql":
      return undefined;
  }
}

type Sample = (inside: readonly Selector[], outside?: Selector) => SampleLabels | undefined;

function ratioSeries(
  { part, total, counted }: RatioIndicator,
  scrapeSeconds: number,
  sample: Sample,
): SeriesOfPhases | undefined {
  const all = (phase: Phase): number => phase.traffic;
  const share = (phase: Phase): number => phase.traffic * (counted === "bad" ? phase.errorRatio : 1 - phase.errorRatio);
  const rest = (phase: Phase): number => phase.traffic - share(phase);
  const isOneMetric = part.metric === total.metric;
  const partLabels = sample(isOneMetric ? [part, total] : [part]);
  const totalLabels = isOneMetric ? sample([total], part) : sample([total]);
  if (partLabels === undefined || totalLabels === undefined) return undefined;
  const counter = (series: string, phases: readonly Phase[], count: (phase: Phase) => number): InputSeries => ({
    series,
    values: counterValues(phases, scrapeSeconds, (phase) => (count(phase) === 0 ? undefined : count(phase))),
  });
  return (phases) => [
    counter(printSeries(part.metric, partLabels), phases, share),
    counter(printSeries(total.metric, totalLabels), phases, isOneMetric ? rest : all),
  ];
}

function latencySeries(
  { histogram, threshold }: LatencyIndicator,
  scrapeSeconds: number,
  labels: SampleLabels,
): SeriesOfPhases {
  const fast = (phase: Phase): number => phase.traffic * (1 - phase.errorRatio);
  const bucket = { ...labels, le: threshold.toFixed() };
  return (phases) => [
    {
      series: printSeries(`${histogram.metric}_count`, labels),
      values: counterValues(phases, scrapeSeconds, ({ traffic }) => traffic),
    },
    { series: printSeries(`${histogram.metric}_bucket`, bucket), values: counterValues(phases, scrapeSeconds, fast) },
  ];
}

function recordedSeries(slo: Slo, scrapeSeconds: number): SeriesOfPhases {
  const by = Object.fromEntries(slo.by.map((label) => [label, "sample"]));
  const labels = { ...by, ...identity(slo) };
  return (phases) => [
    {
      series: printSeries(RECORDED.totalEvents, labels),
      values: gaugeValues(phases, scrapeSeconds, ({ traffic }) => traffic),
    },
    {
      series: printSeries(RECORDED.badEvents, labels),
      values: gaugeValues(phases, scrapeSeconds, ({ traffic, errorRatio }) => traffic * errorRatio),
    },
  ];
}

/** Empty values are left out: to Prometheus they are the same as no label. */
function printSeries(metric: string, labels: SampleLabels): string {
  const pairs = Object.entries(labels).filter(([, value]) => value !== "");
  return `${metric}{${pairs.map(([label, value]) => `${label}=${quote(value)}`).join(",")}}`;
}
