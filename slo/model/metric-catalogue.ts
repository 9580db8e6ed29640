export type MetricType = "counter" | "gauge" | "histogram" | "native_histogram";

/** A label's allowed values, or `any` where the code bounds them. */
export type LabelValues = readonly string[] | "any";

/** A metric as the program that exposes it declares it. */
export interface DeclaredMetric {
  readonly name: string;
  readonly type: MetricType;
  readonly unit?: string;
  readonly help: string;
  readonly labels: ReadonlyMap<string, LabelValues>;
  /** Those of its labels that the scrape sets, and not the program. */
  readonly targetLabels: ReadonlySet<string>;
  /** Upper bounds, ascending, without +Inf; empty unless the type is histogram. */
  readonly buckets: readonly number[];
}

/** A series name is a metric's own name, or one of the three that a classic histogram exposes. */
export interface DeclaredSeries {
  readonly metric: DeclaredMetric;
  readonly part: "value" | "bucket" | "count" | "sum";
}

/** All metrics that the platform's programs declare. Without declarations nothing can be checked against them. */
export class MetricCatalogue {
  readonly #metrics: ReadonlyMap<string, DeclaredMetric>;

  constructor(metrics: Iterable<DeclaredMetric>) {
    this.#metrics = new Map(Array.from(metrics, (metric) => [metric.name, metric]));
  }

  get isEmpty(): boolean {
    return this.#metrics.size === 0;
  }

  metric(name: string): DeclaredMetric | undefined {
    return this.#metrics.get(name);
  }

  /** The metric that exposes series of this name. */
  series(name: string): DeclaredSeries | undefined {
    const own = this.#metrics.get(name);
    if (own !== undefined) return { metric: own, part: "value" };
    const split = /^(.+)_(bucket|count|sum)$/.exec(name);
    const metric = this.#metrics.get(split?.[1] ?? "");
    const part = split?.[2];
    if (metric?.type !== "histogram" || (part !== "bucket" && part !== "count" && part !== "sum")) return undefined;
    return { metric, part };
  }

  /** Every name that series or a histogram go by. */
  *seriesNames(): Generator<string> {
    for (const { name, type } of this.#metrics.values()) {
      yield name;
      if (type === "histogram") yield* [`${name}_count`, `${name}_bucket`, `${name}_sum`];
    }
  }
}
