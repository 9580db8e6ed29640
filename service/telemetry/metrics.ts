import type { SpanContext } from "@opentelemetry/api";
import { Counter, collectDefaultMetrics, Gauge, Histogram, type OpenMetricsContentType, Registry } from "prom-client";
import { DECLARED } from "./declared-metrics.gen.ts";
import type { GaugeReading } from "./gauge-reading.ts";
import type { Logger } from "./logger.ts";

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

// A histogram has more than ten series for each set of label values; the large ones start what their users expect.
const MOST_HISTOGRAMS_FROM_THE_START = 64;
const READING_WITHIN_MS = 2_000;

/**
 * The metrics that service/metrics.yaml declares, and no others. Counters start at zero for all of their label values, so
 * that the first failure after a start is an increase. Gauges are absent until they are known.
 */
export class Metrics {
  readonly #registry = new Registry<OpenMetricsContentType>();
  readonly #counters = new Map<string, Counter>();
  readonly #gauges = new Map<string, Gauge>();
  readonly #histograms = new Map<string, Histogram>();
  readonly #readings: GaugeReading[] = [];
  /** The readings that failed last time: each failure is logged once. */
  readonly #failing = new Set<GaugeReading>();
  readonly #log: Logger;
  #rendering: Promise<string> | undefined;

  constructor(log: Logger) {
    this.#log = log;
    this.#registry.setContentType(Registry.OPENMETRICS_CONTENT_TYPE);
    collectDefaultMetrics({ register: this.#registry });
    const others = new Set(this.#registry.getMetricsAsArray().map(({ name }) => name));
    for (const [name, declaration] of Object.entries<Declaration>(DECLARED)) {
      if (!others.has(name)) this.#register(name, declaration);
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
    const exemplarLabels: Record<string, string> =
      span === undefined ? NO_EXEMPLAR : { trace_id: span.traceId, span_id: span.spanId };
    this.#histograms.get(name)?.observe({ labels, value, exemplarLabels });
  }

  /** Starts the series with these label values at zero; of labels that are not given, with every declared value. */
  expect<Name extends CounterName | HistogramName>(name: Name, labels: Partial<LabelsOf<Name>>): void {
    const declaration: Declaration = DECLARED[name];
    for (const values of combinations({ ...declaration.labels, ...asLists(labels) })) this.#zero(name, values);
  }

  /** Adds gauges that are read at each scrape. */
  read(readings: readonly GaugeReading[]): void {
    this.#readings.push(...readings);
  }

  /** Everything, as OpenMetrics text. Scrapes at the same time share one reading. */
  async render(): Promise<string> {
    this.#rendering ??= this.#readAll()
      .then(() => this.#registry.metrics())
      .finally(() => {
        this.#rendering = undefined;
      });
    return this.#rendering;
  }

  #register(name: string, { type, help, labels, buckets }: Declaration): void {
    const shared = { name, help, labelNames: Object.keys(labels), registers: [this.#registry] };
    if (type === "counter") {
      // OpenMetrics adds the suffix to a counter's name when it prints a sample.
      this.#counters.set(name, new Counter({ ...shared, name: name.replace(/_total$/, "") }));
    } else if (type === "gauge") {
      const gauge = new Gauge(shared);
      this.#gauges.set(name, gauge);
      // Without labels it would start at zero, which nobody has measured.
      if (shared.labelNames.length === 0) gauge.remove();
    } else {
      this.#histograms.set(name, new Histogram({ ...shared, buckets: [...(buckets ?? [])], enableExemplars: true }));
    }
    const closed = Object.values(labels).every((values) => values !== "any");
    const start = closed ? combinations(labels) : [];
    if (type === "counter" || (type === "histogram" && start.length <= MOST_HISTOGRAMS_FROM_THE_START)) {
      for (const values of start) this.#zero(name, values);
    }
  }

  #zero(name: string, labels: Readonly<Record<string, string>>): void {
    this.#counters.get(name)?.inc(labels, 0);
    this.#histograms.get(name)?.zero(labels);
  }

  async #readAll(): Promise<void> {
    await Promise.all(this.#readings.map((reading) => this.#read(reading)));
  }

  async #read(reading: GaugeReading): Promise<void> {
    const gauge = this.#gauges.get(reading.name);
    if (gauge === undefined) return;
    let values: Awaited<ReturnType<GaugeReading["read"]>> = [];
    try {
      values = await within(READING_WITHIN_MS, reading.read());
      this.#failing.delete(reading);
    } catch (error) {
      if (!this.#failing.has(reading)) this.#log.warn({ err: error, metric: reading.name }, "a gauge cannot be read");
      this.#failing.add(reading);
    }
    gauge.reset();
    if (Object.keys(DECLARED[reading.name].labels).length === 0) gauge.remove();
    for (const [labels, value] of values) gauge.set(labels, value);
  }
}

const NO_EXEMPLAR: Record<string, string> = {};

async function within<Result>(ms: number, work: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}

function asLists(labels: object): Record<string, readonly string[]> {
  return Object.fromEntries(Object.entries(labels).map(([label, value]) => [label, [String(value)]]));
}

/** Every set of label values; an open label has none, so that nothing can be expected of it. */
function combinations(labels: Readonly<Record<string, readonly string[] | "any">>): Record<string, string>[] {
  return Object.entries(labels).reduce<Record<string, string>[]>(
    (sets, [label, values]) =>
      sets.flatMap((set) => (values === "any" ? [] : values.map((value) => ({ ...set, [label]: value })))),
    [{}],
  );
}
