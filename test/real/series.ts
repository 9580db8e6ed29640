import type { Labels, SampleSeries, Seconds } from "./sample-series.ts";
import { countBetween, eachTick, exposed, type Life, type OverTime, type Scrape } from "./ticks.ts";

export interface CounterOptions extends Life {
  /** Events per second. */
  readonly rate: OverTime;
  /** Restarts: the exposed count begins at zero again. */
  readonly resets?: readonly Seconds[];
}

export interface Counter {
  readonly series: SampleSeries;
  /** The truth: events after `from`, until and including `to`, whether or not a scrape saw them. */
  readonly events: (from: Seconds, to: Seconds) => number;
}

/** A counter of whole events. */
export function counter(labels: Labels, options: CounterOptions, scrape: Scrape): Counter {
  const seed = JSON.stringify(labels);
  return {
    series: countingSeries(labels, seed, options, scrape),
    events: (from, to) => countBetween(scrape, options, seed, options.rate, { from, to }),
  };
}

/** A gauge that reads `value` at each scrape. */
export function gauge(labels: Labels, options: Life & { readonly value: OverTime }, scrape: Scrape): SampleSeries {
  return {
    labels,
    visit: (sample) => {
      const expose = exposed(scrape, options, sample);
      eachTick(scrape, options, "", [], (time) => expose(time, options.value(time)));
    },
  };
}

export interface Distribution {
  /** The share of observations, 0 to 1, that are at most `bound`, at a time. */
  readonly share: (time: Seconds, bound: number) => number;
}

export interface HistogramOptions extends CounterOptions, Distribution {
  /** Upper bounds in ascending order, without +Inf. */
  readonly bounds: readonly number[];
}

export interface Histogram<Series = readonly SampleSeries[]> {
  readonly series: Series;
  /** The truth: observations after `from`, until and including `to`; only those of at most `bound` when it is given. */
  readonly events: (from: Seconds, to: Seconds, bound?: number) => number;
}

/** A classic histogram, `<name>_bucket` and `<name>_count`. `labels.__name__` is the base name. */
export function histogram(labels: Labels, options: HistogramOptions, scrape: Scrape): Histogram {
  const name = labels["__name__"] ?? "";
  const seed = JSON.stringify(labels);
  const part = (more: Labels, rate: OverTime) =>
    countingSeries({ ...labels, ...more }, seed, { ...options, rate }, scrape);
  const bucket = (le: string, rate: OverTime) => part({ __name__: `${name}_bucket`, le }, rate);
  return {
    series: [
      ...options.bounds.map((bound) => bucket(String(bound), atMost(options, bound))),
      bucket("+Inf", options.rate),
      part({ __name__: `${name}_count` }, options.rate),
    ],
    events: observations(options, seed, scrape),
  };
}

/** Observations per second that are at most `bound`. */
export function atMost({ rate, share }: CounterOptions & Distribution, bound: number): OverTime {
  return (time) => rate(time) * share(time, bound);
}

export function observations(
  options: CounterOptions & Distribution,
  seed: string,
  scrape: Scrape,
): Histogram["events"] {
  return (from, to, bound) => {
    const rate = bound === undefined ? options.rate : atMost(options, bound);
    return countBetween(scrape, options, seed, rate, { from, to });
  };
}

function countingSeries(labels: Labels, seed: string, options: CounterOptions, scrape: Scrape): SampleSeries {
  const resets = [...(options.resets ?? [])].sort((a, b) => a - b);
  return {
    labels,
    visit: (sample) => {
      const expose = exposed(scrape, options, sample);
      let nextReset = 0;
      let countAtReset = 0;
      let countBefore = 0;
      eachTick(scrape, options, seed, [options.rate], (time, [count = 0]) => {
        for (let at = resets[nextReset]; at !== undefined && at <= time; at = resets[++nextReset]) {
          countAtReset = countBefore;
        }
        expose(time, count - countAtReset);
        countBefore = count;
      });
    },
  };
}
