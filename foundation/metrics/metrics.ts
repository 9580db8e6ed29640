import type { SpanContext } from "@opentelemetry/api";
import type { Logger } from "pino";
import {
  type CounterName,
  combinations,
  type Declaration,
  type Declarations,
  type HistogramName,
  type LabelsOf,
} from "./declaration.ts";
import { type Exposition, expose, type Family, type Sample } from "./exposition.ts";
import { HistogramSeries } from "./histogram-series.ts";
import { LabelledSeries, type Labels } from "./labelled-series.ts";
import { type ScrapeReading, ScrapeReadings } from "./scrape-readings.ts";

export interface MetricsOptions<Declared extends Declarations> {
  readonly log: Pick<Logger, "warn">;
  /** Counters and histograms of which `expect` says the series: a process has only some of those that are declared. */
  readonly expectedLater?: ReadonlyArray<CounterName<Declared> | HistogramName<Declared>>;
}

/** One set of label values of a counter or a gauge. */
interface Value {
  readonly labels: Labels;
  value: number;
}

/**
 * The metrics that a program declares, and no others. Counters and histograms start at zero for all of their label values,
 * so that the first failure after a start is an increase; those with an open label start what is expected of them. Gauges
 * are absent until they are known.
 */
export class Metrics<Declared extends Declarations> {
  readonly #declared: Declared;
  readonly #values = new Map<string, LabelledSeries<Value>>();
  readonly #histograms = new Map<string, LabelledSeries<HistogramSeries>>();
  readonly #readings: ScrapeReadings;

  constructor(declared: Declared, { log, expectedLater = [] }: MetricsOptions<Declared>) {
    this.#declared = declared;
    this.#readings = new ScrapeReadings(log);
    const later = new Set<string>(expectedLater);
    for (const [name, declaration] of Object.entries(declared)) {
      this.#register(name, declaration);
      if (declaration.type === "gauge" || later.has(name)) continue;
      for (const labels of combinations(declaration.labels)) this.#start(name, labels);
    }
  }

  increase<Name extends CounterName<Declared>>(name: Name, labels: LabelsOf<Declared, Name>, by = 1): void {
    if (!(by >= 0 && by < Number.POSITIVE_INFINITY)) throw new TypeError(`${name} cannot increase by ${by}`);
    of(this.#values, name).get(labels).value += by;
  }

  /** Observes a value in the metric's own unit. The span, when it is sampled, becomes the bucket's exemplar. */
  observe<Name extends HistogramName<Declared>>(
    name: Name,
    labels: LabelsOf<Declared, Name>,
    value: number,
    span?: SpanContext,
  ): void {
    this.series(name, labels).observe(value, span);
  }

  /** The series with these label values, for whoever observes it often. */
  series<Name extends HistogramName<Declared>>(name: Name, labels: LabelsOf<Declared, Name>): HistogramSeries {
    return of(this.#histograms, name).get(labels);
  }

  /** Starts the series with these label values at zero; of labels that are not given, with every declared value. */
  expect<Name extends CounterName<Declared> | HistogramName<Declared>>(
    name: Name,
    labels: Partial<LabelsOf<Declared, Name>>,
  ): void {
    const given = Object.entries(labels).map(([label, value]) => [label, [String(value)]]);
    for (const values of combinations({ ...this.#declared[name]?.labels, ...Object.fromEntries(given) }))
      this.#start(name, values);
  }

  /** Adds gauges, and counters that somebody else counts, that are read at each scrape. */
  read(readings: readonly ScrapeReading<Declared>[]): void {
    this.#readings.add(readings);
  }

  /** Everything, in the format that the scraper's Accept header prefers. */
  async scrape(accept?: string): Promise<Exposition> {
    return expose(await this.families(), accept);
  }

  /** Everything with its values of now, in the order of the declaration. */
  async families(): Promise<Family[]> {
    for (const [name, values] of await this.#readings.readAll()) {
      const series = of(this.#values, name);
      series.clear();
      for (const [labels, value] of values) series.get(labels).value = value;
    }
    return Object.entries(this.#declared).map(([name, { type, help }]) => ({
      name,
      type,
      help,
      samples: this.#samples(name),
    }));
  }

  #samples(name: string): Sample[] {
    const histogram = this.#histograms.get(name);
    if (histogram !== undefined) return histogram.all().flatMap((series) => series.samples());
    return of(this.#values, name)
      .all()
      .map(({ labels, value }) => ({ suffix: "", labels, value }));
  }

  #register(name: string, { type, labels, buckets = [] }: Declaration): void {
    const labelNames = Object.keys(labels);
    if (type === "histogram") {
      this.#histograms.set(name, new LabelledSeries(labelNames, (own) => new HistogramSeries(own, buckets)));
    } else {
      this.#values.set(name, new LabelledSeries(labelNames, (own) => ({ labels: own, value: 0 })));
    }
  }

  #start(name: string, labels: Labels): void {
    (this.#histograms.get(name) ?? of(this.#values, name)).get(labels);
  }
}

function of<Series>(all: ReadonlyMap<string, LabelledSeries<Series>>, name: string): LabelledSeries<Series> {
  const series = all.get(name);
  if (series === undefined) throw new TypeError(`the metric ${name} is not declared, or of another type`);
  return series;
}
