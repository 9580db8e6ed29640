import { LABELS, RECORDED } from "../../../model/contract.ts";
import type { LatencyIndicator, RatioIndicator } from "../../../model/indicator.ts";
import type { MetricCatalogue } from "../../../model/metric-catalogue.ts";
import type { Slo } from "../../../model/slo.ts";
import { quote } from "../../../promql/string-literal.ts";
import type { Selector } from "../../../promql/syntax.ts";
import { type SampleLabels, sampleLabels } from "./sample-labels.ts";
import { counterValues, gaugeValues, type Phase } from "./timeline.ts";

/** One `input_series` of a promtool test. */
export interface InputSeries {
  readonly series: string;
  readonly values: string;
}

/**
 * Raw series that make the SLO's events go as the phases say. Where that cannot be made from the indicator (expressions, native
 * histograms, selectors without a matching sample), the two recorded event rates are given instead.
 */
export function inputSeries(
  slo: Slo,
  phases: readonly Phase[],
  scrapeSeconds: number,
  catalogue: MetricCatalogue,
): InputSeries[] {
  return rawSeries(slo, phases, scrapeSeconds, catalogue) ?? recordedSeries(slo, phases, scrapeSeconds);
}

function rawSeries(
  slo: Slo,
  phases: readonly Phase[],
  scrapeSeconds: number,
  catalogue: MetricCatalogue,
): InputSeries[] | undefined {
  const { indicator } = slo;
  switch (indicator.kind) {
    case "ratio":
      return ratioSeries(slo, indicator, phases, scrapeSeconds, catalogue);
    case "latency":
      return indicator.native ? undefined : latencySeries(slo, indicator, phases, scrapeSeconds, catalogue);
    case "probe": {
      const labels = sampleLabels([indicator.gauge], undefined, slo.by, catalogue);
      return (
        labels && [
          {
            series: printSeries(indicator.gauge.metric, labels),
            values: gaugeValues(phases, scrapeSeconds, ({ errorRatio }) => 1 - errorRatio),
          },
        ]
      );
    }
    case "condition":
    case "promql":
      return undefined;
  }
}

function ratioSeries(
  slo: Slo,
  indicator: RatioIndicator,
  phases: readonly Phase[],
  scrapeSeconds: number,
  catalogue: MetricCatalogue,
): InputSeries[] | undefined {
  const { part, total, counted } = indicator;
  const share = (phase: Phase): number => phase.traffic * (counted === "bad" ? phase.errorRatio : 1 - phase.errorRatio);
  const rest = (phase: Phase): number => phase.traffic - share(phase);
  const counter = (selector: Selector, labels: SampleLabels, count: (phase: Phase) => number): InputSeries => ({
    series: printSeries(selector.metric, labels),
    values: counterValues(phases, scrapeSeconds, (phase) => (count(phase) === 0 ? undefined : count(phase))),
  });
  if (part.metric !== total.metric) {
    const partLabels = sampleLabels([part], undefined, slo.by, catalogue);
    const totalLabels = sampleLabels([total], undefined, slo.by, catalogue);
    return (
      partLabels &&
      totalLabels && [counter(part, partLabels, share), counter(total, totalLabels, (phase) => phase.traffic)]
    );
  }
  const inside = sampleLabels([part, total], undefined, slo.by, catalogue);
  const outside = sampleLabels([total], part, slo.by, catalogue);
  return inside && outside && [counter(part, inside, share), counter(total, outside, rest)];
}

function latencySeries(
  slo: Slo,
  indicator: LatencyIndicator,
  phases: readonly Phase[],
  scrapeSeconds: number,
  catalogue: MetricCatalogue,
): InputSeries[] | undefined {
  const { histogram, threshold } = indicator;
  const labels = sampleLabels([histogram], undefined, slo.by, catalogue);
  if (labels === undefined) return undefined;
  const fast = (phase: Phase): number => phase.traffic * (1 - phase.errorRatio);
  return [
    {
      series: printSeries(`${histogram.metric}_count`, labels),
      values: counterValues(phases, scrapeSeconds, (phase) => phase.traffic),
    },
    {
      series: printSeries(`${histogram.metric}_bucket`, { ...labels, le: threshold.toFixed() }),
      values: counterValues(phases, scrapeSeconds, fast),
    },
  ];
}

function recordedSeries(slo: Slo, phases: readonly Phase[], scrapeSeconds: number): InputSeries[] {
  const by = Object.fromEntries(slo.by.map((label) => [label, "sample"]));
  const labels = { ...by, [LABELS.slo]: slo.id, [LABELS.service]: slo.service.name };
  return [
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
