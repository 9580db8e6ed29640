import type { SpanContext } from "@opentelemetry/api";
import type { Logger } from "pino";
import { Counter, collectDefaultMetrics, Gauge, type OpenMetricsContentType, Registry } from "prom-client";
import {
  type CounterName,
  combinations,
  type Declaration,
  type Declarations,
  type HistogramName,
  type LabelsOf,
} from "./declaration.ts";
import { type Exposition, expose } from "./exposition.ts";
import { type GaugeReading, GaugeReadings } from "./gauge-readings.ts";
import { type HistogramSeries, SeriesHistogram } from "./histogram.ts";

export interface MetricsOptions<Declared extends Declarations> {
  readonly log: Pick<Logger, "warn">;
  /** Counters and histograms of which `expect` says the series: a process has only some of those that are declared. */
  readonly expectedLater?: ReadonlyArray<CounterName<Declared> | HistogramName<Declared>>;
}

/**
 * The metrics that a program declares, and no others of its own. Counters and histograms start at zero for all of their
 * label values, so that the first failure after a start is an increase; those with an open label start what is expected of
 * them. Gauges are absent until they are known.
 */
export class Metrics<Declared extends Declarations> {
  readonly #declared: Declared;
  readonly #registry = new Registry<OpenMetricsContentType>();
  readonly #counters = new Map<string, Counter>();
  readonly #gauges = new Map<string, Gauge>();
  readonly #histograms = new Map<string, SeriesHistogram>();
  readonly #readings: GaugeReadings;

  constructor(declared: Declared, { log, expectedLater = [] }: MetricsOptions<Declared>) {
    this.#declared = declared;
    this.#readings = new GaugeReadings(log);
    this.#registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
    collectDefaultMetrics({ register: this.#registry });
    const collected = new Set(this.#registry.getMetricsAsArray().map(({ name }) => name));
    const later = new Set<string>(expectedLater);
    for (const [name, declaration] of Object.entries(declared)) {
      if (collected.has(name)) continue;
      this.#register(name, declaration);
      if (later.has(name)) continue;
      for (const values of combinations(declaration.labels)) this.#zero(name, values);
    }
  }

  increase<Name extends CounterName<Declared>>(name: Name, labels: LabelsOf<Declared, Name>, by = 1): void {
    this.#counters.get(name)?.inc(labels, by);
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
    const histogram = this.#histograms.get(name);
    if (histogram === undefined) throw new Error(`${name} is not registered as a histogram`);
    return histogram.series(labels);
  }

  /** Starts the series with these label values at zero; of labels that are not given, with every declared value. */
  expect<Name extends CounterName<Declared> | HistogramName<Declared>>(
    name: Name,
    labels: Partial<LabelsOf<Declared, Name>>,
  ): void {
    const given = Object.entries(labels).map(([label, value]) => [label, [String(value)]]);
    for (const values of combinations({ ...this.#declared[name]?.labels, ...Object.fromEntries(given) }))
      this.#zero(name, values);
  }

  /** Adds gauges that are read at each scrape. */
  read(readings: readonly GaugeReading<Declared>[]): void {
    this.#readings.add(readings);
  }

  /** Everything, in the format that the scraper's Accept header prefers. */
  async scrape(accept?: string): Promise<Exposition> {
    await this.#readGauges();
    return expose(await this.#registry.metrics(), accept);
  }

  #register(name: string, { type, help, labels, buckets }: Declaration): void {
    const shared = { name, help, labelNames: Object.keys(labels), registers: [this.#registry] };
    if (type === "counter") {
      // OpenMetrics adds the suffix to a counter's name when it prints a sample.
      this.#counters.set(name, new Counter({ ...shared, name: name.replace(/_total$/, "") }));
    } else if (type === "gauge") {
      const gauge = new Gauge(shared);
      this.#gauges.set(name, gauge);
      this.#forget(name, gauge);
    } else {
      this.#histograms.set(name, new SeriesHistogram({ ...shared, buckets: [...(buckets ?? [])] }));
    }
  }

  #zero(name: string, labels: Readonly<Record<string, string>>): void {
    this.#counters.get(name)?.inc(labels, 0);
    this.#histograms.get(name)?.series(labels);
  }

  async #readGauges(): Promise<void> {
    for (const [name, values] of await this.#readings.readAll()) {
      const gauge = this.#gauges.get(name);
      if (gauge === undefined) continue;
      this.#forget(name, gauge);
      for (const [labels, value] of values) gauge.set(labels, value);
    }
  }

  #forget(name: string, gauge: Gauge): void {
    gauge.reset();
    // Without labels it would now be zero, which nobody has measured.
    if (Object.keys(this.#declared[name]?.labels ?? {}).length === 0) gauge.remove();
  }
}
