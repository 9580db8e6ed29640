import type { SpanContext } from "@opentelemetry/api";
import { Counter, collectDefaultMetrics, Gauge, type OpenMetricsContentType, Registry } from "prom-client";
import { DECLARED } from "./declared-metrics.gen.ts";
import { combinations } from "./declared-values.ts";
import { type Exposition, expose } from "./exposition.ts";
import type { GaugeReading } from "./gauge-reading.ts";
import { type HistogramSeries, SeriesHistogram } from "./histogram.ts";
import type { Logger } from "./logger.ts";
import { GaugeReadings } from "./read-gauges.ts";

type Declared = typeof DECLARED;
export type MetricName = keyof Declared;
type OfType<Type extends string> = {
  [Name in MetricName]: Declared[Name] extends { readonly type: Type } ? Name : never;
}[MetricName];
export type CounterName = OfType<"counter">;
export type GaugeName = OfType<"gauge">;
export type HistogramName = OfType<"histogram">;

type ValueOf<Values> = Values extends readonly (infer Value extends string)[] ? Value : string;

/** The labels of a metric, each with the values that service/metrics.yaml allows. */
export type LabelsOf<Name extends MetricName> = {
  readonly [Label in keyof Declared[Name]["labels"]]: ValueOf<Declared[Name]["labels"][Label]>;
};

interface Declaration {
  readonly type: "counter" | "gauge" | "histogram";
  readonly help: string;
  readonly labels: Readonly<Record<string, readonly string[] | "any">>;
  readonly buckets?: readonly number[];
}

/** A process uses one of the database systems that are declared: the database's observer starts the series of that one. */
const STARTED_BY_THEIR_USERS: ReadonlySet<string> = new Set<HistogramName>(["db_client_operation_duration_seconds"]);

/**
 * The metrics that service/metrics.yaml declares, and no others of ours. Counters and histograms start at zero for all of
 * their label values, so that the first failure after a start is an increase; those with an open label start what is
 * expected of them. Gauges are absent until they are known.
 */
export class Metrics {
  readonly #registry = new Registry<OpenMetricsContentType>();
  readonly #counters = new Map<string, Counter>();
  readonly #gauges = new Map<string, Gauge>();
  readonly #histograms = new Map<string, SeriesHistogram>();
  readonly #readings: GaugeReadings;

  constructor(log: Logger) {
    this.#readings = new GaugeReadings(log);
    this.#registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
    collectDefaultMetrics({ register: this.#registry });
    const collected = new Set(this.#registry.getMetricsAsArray().map(({ name }) => name));
    for (const [name, declaration] of Object.entries<Declaration>(DECLARED)) {
      if (!collected.has(name)) this.#register(name, declaration);
    }
  }

  get contentType(): string {
    return this.#registry.contentType;
  }

  increase<Name extends CounterName>(name: Name, labels: LabelsOf<Name>, by = 1): void {
    this.#counters.get(name)?.inc(labels, by);
  }

  set<Name extends GaugeName>(name: Name, labels: LabelsOf<Name>, value: number): void {
    this.#gauges.get(name)?.set(labels, value);
  }

  /** Observes a value in the metric's own unit. The span, when it is sampled, becomes the bucket's exemplar. */
  observe<Name extends HistogramName>(name: Name, labels: LabelsOf<Name>, value: number, span?: SpanContext): void {
    this.series(name, labels).observe(value, span);
  }

  /** The series with these label values, for whoever observes it often. */
  series<Name extends HistogramName>(name: Name, labels: LabelsOf<Name>): HistogramSeries {
    const histogram = this.#histograms.get(name);
    if (histogram === undefined) throw new Error(`${name} is not registered as a histogram`);
    return histogram.series(labels);
  }

  /** Starts the series with these label values at zero; of labels that are not given, with every declared value. */
  expect<Name extends CounterName | HistogramName>(name: Name, labels: Partial<LabelsOf<Name>>): void {
    const declaration: Declaration = DECLARED[name];
    const given = Object.entries(labels).map(([label, value]) => [label, [String(value)]]);
    for (const values of combinations({ ...declaration.labels, ...Object.fromEntries(given) }))
      this.#zero(name, values);
  }

  /** Adds gauges that are read at each scrape. */
  read(readings: readonly GaugeReading[]): void {
    this.#readings.add(readings);
  }

  /** Everything, in the format that the scraper's Accept header prefers. */
  async scrape(accept?: string): Promise<Exposition> {
    return expose(await this.render(), accept);
  }

  /** Everything, as OpenMetrics text. */
  async render(): Promise<string> {
    await this.#readGauges();
    return this.#registry.metrics();
  }

  #register(name: string, { type, help, labels, buckets }: Declaration): void {
    const shared = { name, help, labelNames: Object.keys(labels), registers: [this.#registry] };
    if (type === "counter") {
      // OpenMetrics adds the suffix to a counter's name when it prints a sample.
      this.#counters.set(name, new Counter({ ...shared, name: name.replace(/_total$/, "") }));
    } else if (type === "gauge") {
      const gauge = new Gauge(shared);
      this.#gauges.set(name, gauge);
      this.#forget(gauge, shared.labelNames);
    } else {
      this.#histograms.set(name, new SeriesHistogram({ ...shared, buckets: [...(buckets ?? [])] }));
    }
    if (type === "gauge" || STARTED_BY_THEIR_USERS.has(name)) return;
    for (const values of combinations(labels)) this.#zero(name, values);
  }

  #zero(name: string, labels: Readonly<Record<string, string>>): void {
    this.#counters.get(name)?.inc(labels, 0);
    this.#histograms.get(name)?.series(labels);
  }

  async #readGauges(): Promise<void> {
    for (const [name, values] of await this.#readings.readAll()) {
      const gauge = this.#gauges.get(name);
      if (gauge === undefined) continue;
      this.#forget(gauge, Object.keys(DECLARED[name].labels));
      for (const [labels, value] of values) gauge.set(labels, value);
    }
  }

  #forget(gauge: Gauge, labelNames: readonly string[]): void {
    gauge.reset();
    // Without labels it would now be zero, which nobody has measured.
    if (labelNames.length === 0) gauge.remove();
  }
}
