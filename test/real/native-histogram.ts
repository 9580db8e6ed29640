import type { Labels, SampleSeries } from "./sample-series.ts";
import { atMost, type CounterOptions, type Distribution, type Histogram, observations } from "./series.ts";
import { eachTick, exposed, type Scrape } from "./ticks.ts";

export interface NativeHistogramOptions extends Omit<CounterOptions, "resets">, Distribution {
  /** Bucket bounds are the powers of 2^(2^-schema): 0 doubles from bound to bound, 3 puts eight bounds in a doubling. */
  readonly schema: number;
  /** Buckets reach over this range; what is larger counts in the last one. */
  readonly smallest: number;
  readonly largest: number;
}

/** A native histogram. Only remote write can load it, into a Prometheus with the feature `native-histograms`. */
export function nativeHistogram(
  labels: Labels,
  options: NativeHistogramOptions,
  scrape: Scrape,
): Histogram<SampleSeries> {
  const { schema, smallest, largest, rate } = options;
  const seed = JSON.stringify(labels);
  const perDoubling = 2 ** schema;
  const firstBucket = Math.ceil(Math.log2(smallest) * perDoubling);
  const lastBucket = Math.ceil(Math.log2(largest) * perDoubling);
  const bounds = Array.from(
    { length: lastBucket - firstBucket },
    (_, index) => 2 ** ((firstBucket + index) / perDoubling),
  );
  const cumulative = [...bounds.map((bound) => atMost(options, bound)), rate];
  return {
    series: {
      labels,
      visit: (sample) => {
        const expose = exposed(scrape, options, sample);
        eachTick(scrape, options, seed, cumulative, (time, upTo) => {
          const counts = upTo.map((count, index) => count - (upTo[index - 1] ?? 0));
          // Each observation is taken for its bucket's upper bound; nothing here is about the mean.
          const sum = counts.reduce((total, count, index) => total + count * (bounds[index] ?? largest), 0);
          expose(time, { schema, firstBucket, counts, sum });
        });
      },
    },
    events: observations(options, seed, scrape),
  };
}
