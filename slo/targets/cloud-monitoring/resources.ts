/** The REST resources of https://cloud.google.com/monitoring/api/ref_v3/rest, as far as they are made here. Keys are printed in this order. */

/** Seconds, as in `3600s`. */
export type Duration = `${number}s`;

export interface MonitoringService {
  readonly name: string;
  readonly displayName: string;
  readonly custom: Readonly<Record<string, never>>;
  readonly userLabels: UserLabels;
}

export interface ServiceLevelObjective {
  readonly name: string;
  readonly displayName: string;
  readonly serviceLevelIndicator: ServiceLevelIndicator;
  readonly goal: number;
  readonly rollingPeriod: Duration;
  readonly userLabels: UserLabels;
}

export type ServiceLevelIndicator =
  | { readonly requestBased: { readonly goodTotalRatio: GoodTotalRatio } }
  | {
      readonly requestBased: {
        readonly distributionCut: { readonly distributionFilter: string; readonly range: Range };
      };
    }
  | {
      readonly windowsBased: {
        readonly metricMeanInRange: { readonly timeSeries: string; readonly range: Range };
        readonly windowPeriod: Duration;
      };
    };

export type GoodTotalRatio =
  | { readonly badServiceFilter: string; readonly totalServiceFilter: string }
  | { readonly goodServiceFilter: string; readonly totalServiceFilter: string };

/** Both ends belong to the range. An end that is left out is 0, not infinite. */
export interface Range {
  readonly min?: number | "-Infinity";
  readonly max?: number | "Infinity";
}

export interface AlertPolicy {
  readonly displayName: string;
  readonly documentation: Documentation;
  readonly userLabels: UserLabels;
  readonly conditions: readonly Condition[];
  readonly combiner: "AND" | "OR";
  readonly enabled: true;
  readonly notificationChannels?: readonly string[];
  readonly alertStrategy: { readonly autoClose: Duration };
  readonly severity: "CRITICAL" | "WARNING";
}

export interface Documentation {
  readonly content: string;
  readonly mimeType: "text/markdown";
  readonly subject: string;
  readonly links: readonly { readonly displayName: string; readonly url: string }[];
}

export type Condition = { readonly displayName: string } & ConditionKind;

export type ConditionKind =
  | { readonly conditionThreshold: MetricThreshold }
  | { readonly conditionAbsent: MetricAbsence }
  | { readonly conditionPrometheusQueryLanguage: PrometheusQuery };

export interface MetricThreshold {
  readonly filter: string;
  readonly comparison: "COMPARISON_GT";
  readonly thresholdValue: number;
  readonly duration: Duration;
  readonly trigger: { readonly count: 1 };
}

export interface MetricAbsence {
  readonly filter: string;
  readonly aggregations: readonly [
    {
      readonly alignmentPeriod: Duration;
      readonly perSeriesAligner: Aligner;
      readonly crossSeriesReducer: "REDUCE_SUM";
    },
  ];
  readonly duration: Duration;
  readonly trigger: { readonly count: 1 };
}

/** ALIGN_DELTA takes counters and distributions, ALIGN_MEAN gauges. */
export type Aligner = "ALIGN_DELTA" | "ALIGN_MEAN";

export interface PrometheusQuery {
  readonly query: string;
  readonly duration: Duration;
  readonly evaluationInterval: Duration;
  readonly labels: Readonly<Record<string, string>>;
  readonly ruleGroup: string;
  readonly alertRule: string;
  readonly disableMetricValidation: true;
}

export type UserLabels = Readonly<Record<string, string>>;

/** Milliseconds as the API writes durations. */
export function seconds(milliseconds: number): Duration {
  return `${milliseconds / 1000}s`;
}
