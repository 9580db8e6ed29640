import { selects } from "../promql/matcher-regex.ts";
import type { Selector } from "../promql/syntax.ts";
import { type ExposedSample, parseLabels } from "./exposition.ts";

export type Labels = Readonly<Record<string, string>>;

/** One time series, as far back as a rate needs it. */
export interface Series {
  readonly labels: Labels;
  /** As it was exposed last. */
  value: number;
  /** When that was, in Unix milliseconds. */
  at: number;
  /** Of a counter, since the scrape before; undefined when there was none, or none within the base window. */
  increase: number | undefined;
  /** Sums of increases at the scrapes of the longest range that is asked for: what a rate over a range needs. */
  readonly past: Array<{ readonly at: number; readonly sum: number }>;
}

/** A place that exposes metrics, with the labels that Prometheus would give its series. */
export interface TargetLabels {
  readonly job: string;
  readonly instance: string;
}

interface Metric {
  readonly series: Series[];
  /** Milliseconds; 0 when no range is asked for. */
  readonly range: number;
}

/** The newest samples of all series that somebody asked for, and how much counters have grown. */
export class SeriesStore {
  readonly #base: number;
  readonly #metrics: ReadonlyMap<string, Metric>;
  readonly #byText = new Map<string, Series>();
  readonly #selected = new WeakMap<Selector, { of: number; readonly series: Series[] }>();

  /** `base` is the base window in milliseconds, `ranges` the longest range by metric; only these metrics are kept. */
  constructor(base: number, ranges: ReadonlyMap<string, number>) {
    this.#base = base;
    this.#metrics = new Map(Array.from(ranges, ([name, range]) => [name, { series: [], range }]));
  }

  /** Takes what one target exposed at a moment (Unix milliseconds). Throws an ExpositionError and keeps nothing of it. */
  record({ job, instance }: TargetLabels, samples: readonly ExposedSample[], at: number): void {
    const found = samples.map((sample) => {
      const text = `${job}\n${instance}\n${sample.name}\n${sample.labels}`;
      return { sample, text, labels: this.#byText.has(text) ? undefined : parseLabels(sample.labels) };
    });
    for (const { sample, text, labels } of found) {
      const known = this.#byText.get(text);
      const metric = this.#metrics.get(sample.name);
      if (metric === undefined) continue;
      if (known !== undefined) {
        this.#grow(known, sample.value, at, metric.range);
      } else {
        // A target that sets these itself keeps its own, as with honor_labels.
        const all = { job, instance, ...labels };
        const series: Series = { labels: all, value: sample.value, at, increase: undefined, past: [{ at, sum: 0 }] };
        this.#byText.set(text, series);
        metric.series.push(series);
      }
    }
  }

  /** All series of a selector that were exposed at `at`. */
  select(selector: Selector, at: number): Series[] {
    const all = this.#metrics.get(selector.metric)?.series ?? [];
    let selected = this.#selected.get(selector);
    if (selected === undefined) {
      selected = { of: 0, series: [] };
      this.#selected.set(selector, selected);
    }
    for (; selected.of < all.length; selected.of++) {
      const series = all[selected.of];
      if (series !== undefined && selects(selector.matchers, series.labels)) selected.series.push(series);
    }
    return selected.series.filter((series) => series.at === at);
  }

  #grow(series: Series, value: number, at: number, range: number): void {
    const isNear = at - series.at <= this.#base;
    // A counter that fell was reset: it has grown from 0.
    const increase = value < series.value ? value : value - series.value;
    series.increase = isNear ? increase : undefined;
    if (range > 0) {
      if (!isNear) series.past.length = 0;
      series.past.push({ at, sum: (series.past.at(-1)?.sum ?? 0) + (series.increase ?? 0) });
      while ((series.past[0]?.at ?? at) <= at - range) series.past.shift();
    }
    series.value = value;
    series.at = at;
  }
}

/** Per second over a range (milliseconds), from the samples within it; undefined with fewer than two. */
export function rateOver({ past, at }: Series, range: number): number | undefined {
  const first = past.find((one) => one.at > at - range);
  const last = past.at(-1);
  if (first === undefined || last === undefined || first.at === last.at) return undefined;
  return (last.sum - first.sum) / ((last.at - first.at) / 1_000);
}
