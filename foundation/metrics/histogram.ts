import { type SpanContext, TraceFlags } from "@opentelemetry/api";
import { Histogram, type HistogramConfiguration } from "prom-client";

type Labels = Readonly<Record<string, string>>;

interface Exemplar {
  readonly labelSet: { readonly trace_id: string; readonly span_id: string };
  readonly value: number;
  /** Unix time in seconds. */
  readonly timestamp: number;
}

/** One set of label values with its buckets. Whoever observes it often keeps it: finding it costs more than observing. */
export class HistogramSeries {
  readonly labels: Labels;
  readonly #bounds: readonly number[];
  /** One for each bound, and one for what is above all of them. */
  readonly #counts: Float64Array;
  readonly #exemplars: (Exemplar | undefined)[];
  #sum = 0;

  constructor(labels: Labels, bounds: readonly number[]) {
    this.labels = labels;
    this.#bounds = bounds;
    this.#counts = new Float64Array(bounds.length + 1);
    this.#exemplars = new Array(bounds.length + 1).fill(undefined);
  }

  /** Observes a value in the metric's own unit. The span, when it is sampled, becomes the bucket's exemplar. */
  observe(value: number, span?: SpanContext): void {
    if (!Number.isFinite(value)) throw new TypeError(`${value} cannot be observed`);
    const bounds = this.#bounds;
    let bucket = 0;
    while (bucket < bounds.length && value > (bounds[bucket] ?? 0)) bucket++;
    this.#counts[bucket] = (this.#counts[bucket] ?? 0) + 1;
    this.#sum += value;
    if (span !== undefined && (span.traceFlags & TraceFlags.SAMPLED) !== 0) {
      const labelSet = { trace_id: span.traceId, span_id: span.spanId };
      this.#exemplars[bucket] = { labelSet, value, timestamp: Date.now() / 1_000 };
    }
  }

  /** What prom-client prints. */
  values(name: string) {
    const sharedLabels = this.labels;
    let count = 0;
    const buckets = Array.from(this.#counts, (own, bucket) => {
      count += own;
      const labels: Labels = { le: String(this.#bounds[bucket] ?? "+Inf") };
      return { metricName: `${name}_bucket`, labels, sharedLabels, value: count, exemplar: this.#exemplars[bucket] };
    });
    return [
      ...buckets,
      { metricName: `${name}_sum`, labels: {}, sharedLabels, value: this.#sum },
      { metricName: `${name}_count`, labels: {}, sharedLabels, value: count },
    ];
  }
}

/** prom-client's histogram with storage of its own: a series is found once, and then observed in nanoseconds. */
export class SeriesHistogram extends Histogram {
  readonly #name: string;
  readonly #help: string;
  readonly #labelNames: readonly string[];
  readonly #bounds: readonly number[];
  readonly #series = new Map<string, HistogramSeries>();

  constructor(configuration: HistogramConfiguration<string>) {
    super(configuration);
    const { name, help, labelNames = [], buckets = [] } = configuration;
    this.#name = name;
    this.#help = help;
    this.#labelNames = labelNames;
    this.#bounds = buckets;
  }

  /** The series with these label values; it starts at zero when it is first asked for. */
  series(labels: Labels): HistogramSeries {
    const key = this.#labelNames.map((label) => labels[label]).join("\n");
    let series = this.#series.get(key);
    if (series === undefined) {
      series = new HistogramSeries(labels, this.#bounds);
      this.#series.set(key, series);
    }
    return series;
  }

  /** What prom-client's registry asks for at a scrape. */
  async getForPromString() {
    const values = Array.from(this.#series.values(), (series) => series.values(this.#name)).flat();
    return { name: this.#name, help: this.#help, type: "histogram", values };
  }
}
