import type { Interval, Labels, Seconds } from "./sample-series.ts";

export interface VectorSample {
  readonly labels: Labels;
  readonly time: Seconds;
  readonly value: number;
}

export interface Points {
  readonly labels: Labels;
  readonly points: ReadonlyArray<readonly [time: Seconds, value: number]>;
}

/** What a query cost: samples read in all, and the seconds of its evaluation. */
export interface QueryStats {
  readonly samples: number;
  readonly peakSamples: number;
  readonly seconds: number;
}

export interface PrometheusApi {
  /** An instant query. A scalar comes as one sample without labels. Throws with Prometheus' words when it is refused. */
  readonly query: (expression: string, time: Seconds) => Promise<VectorSample[]>;
  /** A range query from `from` to `to`, both included, in steps of `step` seconds; any number of steps. */
  readonly queryRange: (expression: string, range: Interval, step: Seconds) => Promise<Points[]>;
  /** The same instant query, for its cost (`stats=all`). */
  readonly queryStats: (expression: string, time: Seconds) => Promise<QueryStats>;
}

/** https://prometheus.io/docs/prometheus/2.42/querying/api/ answers at most 11,000 points per series. */
const MOST_STEPS = 11_000;

type Value = readonly [Seconds, string];

type QueryData = {
  readonly stats?: {
    readonly timings: { readonly evalTotalTime: number };
    readonly samples: { readonly totalQueryableSamples: number; readonly peakSamples: number };
  };
} & (
  | { readonly resultType: "vector"; readonly result: ReadonlyArray<{ metric: Labels; value?: Value }> }
  | { readonly resultType: "matrix"; readonly result: ReadonlyArray<{ metric: Labels; values?: readonly Value[] }> }
  | { readonly resultType: "scalar" | "string"; readonly result: Value }
);

type Answer =
  | { readonly status: "success"; readonly data: QueryData }
  | { readonly status: "error"; readonly errorType: string; readonly error: string };

export function prometheusApi(url: string): PrometheusApi {
  const ask = async (path: string, parameters: Record<string, string>): Promise<QueryData> => {
    const response = await fetch(`${url}/api/v1/${path}`, { method: "POST", body: new URLSearchParams(parameters) });
    const answer: Answer = JSON.parse(await response.text());
    if (answer.status === "error") throw new Error(`${answer.errorType}: ${answer.error} in ${parameters["query"]}`);
    return answer.data;
  };
  return {
    query: async (query, time) => vector(await ask("query", { query, time: String(time) })),
    queryRange: async (query, range, step) => {
      const parts: QueryData[] = [];
      for (let from = range.from; from <= range.to; from += MOST_STEPS * step) {
        const to = Math.min(range.to, from + (MOST_STEPS - 1) * step);
        parts.push(await ask("query_range", { query, start: String(from), end: String(to), step: String(step) }));
      }
      return joined(parts);
    },
    queryStats: async (query, time) => {
      const { stats } = await ask("query", { query, time: String(time), stats: "all" });
      if (stats === undefined) throw new Error("Prometheus sent no stats");
      return {
        samples: stats.samples.totalQueryableSamples,
        peakSamples: stats.samples.peakSamples,
        seconds: stats.timings.evalTotalTime,
      };
    },
  };
}

function vector(data: QueryData): VectorSample[] {
  switch (data.resultType) {
    case "vector":
      return data.result.map(({ metric, value }) => {
        if (value === undefined) throw new Error(`a native histogram, not a number: ${JSON.stringify(metric)}`);
        return { labels: metric, time: value[0], value: number(value[1]) };
      });
    case "scalar":
      return [{ labels: {}, time: data.result[0], value: number(data.result[1]) }];
    default:
      throw new Error(`expected an instant vector, Prometheus sent a ${data.resultType}`);
  }
}

/** One list of points per series out of the answers for consecutive parts of the range. */
function joined(parts: readonly QueryData[]): Points[] {
  const series = new Map<string, { labels: Labels; points: Array<readonly [Seconds, number]> }>();
  for (const data of parts) {
    if (data.resultType !== "matrix") throw new Error(`expected a range, Prometheus sent a ${data.resultType}`);
    for (const { metric, values } of data.result) {
      if (values === undefined) throw new Error(`a native histogram, not a number: ${JSON.stringify(metric)}`);
      const key = JSON.stringify(metric);
      const found = series.get(key) ?? { labels: metric, points: [] };
      series.set(key, found);
      for (const [time, text] of values) found.points.push([time, number(text)]);
    }
  }
  return [...series.values()];
}

function number(text: string): number {
  if (text === "+Inf") return Number.POSITIVE_INFINITY;
  return text === "-Inf" ? Number.NEGATIVE_INFINITY : Number(text);
}
