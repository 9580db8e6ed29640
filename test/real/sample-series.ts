export type Labels = Readonly<Record<string, string>>;

/** Unix seconds; fractions are kept to the millisecond. The whole harness counts time so, because PromQL does. */
export type Seconds = number;

/** A time range. Scrapes and evaluations at `from` and at `to` both belong to it, as in Prometheus 2. */
export interface Interval {
  readonly from: Seconds;
  readonly to: Seconds;
}

/** What Prometheus writes when a scrape or a rule no longer yields a series: the series is gone at once, not 5 minutes later. */
export const STALE = Symbol("stale");

/** One sample of a native histogram without negative observations. `counts[i]` belongs to bucket `firstBucket + i`. */
export interface NativeHistogram {
  /** Bucket `i` ends at 2^(i * 2^-schema) and begins where the one before ends. */
  readonly schema: number;
  readonly firstBucket: number;
  readonly counts: readonly number[];
  readonly sum: number;
}

export type SampleValue = number | typeof STALE | NativeHistogram;

/** One series with samples in time order. They are visited, not listed, so that months at 15 s need no memory. */
export interface SampleSeries {
  /** With `__name__`. */
  readonly labels: Labels;
  readonly visit: (sample: (time: Seconds, value: SampleValue) => void) => void;
}
