import { type SpanContext, TraceFlags } from "@opentelemetry/api";
import type { Exemplar, Sample } from "./exposition.ts";
import type { Labels } from "./labelled-series.ts";

/** One set of label values with its buckets. Whoever observes it often keeps it: finding it costs more than observing. */
export class HistogramSeries {
  readonly #labels: Labels;
  readonly #bounds: readonly number[];
  /** One for each bound, and one for what is above all of them. */
  readonly #counts: Float64Array;
  readonly #exemplars: (Exemplar | undefined)[];
  #sum = 0;

  constructor(labels: Labels, bounds: readonly number[]) {
    this.#labels = labels;
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
      const labels = { trace_id: span.traceId, span_id: span.spanId };
      this.#exemplars[bucket] = { labels, value, timestamp: Date.now() / 1_000 };
    }
  }

  samples(): Sample[] {
    const labels = this.#labels;
    let count = 0;
    const buckets = Array.from(this.#counts, (own, bucket): Sample => {
      count += own;
      const le = String(this.#bounds[bucket] ?? "+Inf");
      return { suffix: "_bucket", labels: { ...labels, le }, value: count, exemplar: this.#exemplars[bucket] };
    });
    return [...buckets, { suffix: "_sum", labels, value: this.#sum }, { suffix: "_count", labels, value: count }];
  }
}
