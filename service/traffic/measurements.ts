/** One answer, or the lack of one, as a customer saw it. */
export interface Measurement {
  /** Method and route template: `POST /orders`. */
  readonly operation: string;
  /** 0 when no answer came. */
  readonly status: number;
  readonly milliseconds: number;
}

export interface OperationSummary {
  readonly operation: string;
  readonly requests: number;
  /** Answers of 5xx and requests without an answer. */
  readonly failed: number;
  /** Answers of 4xx. */
  readonly refused: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** All measurements as `*`, then one row for each operation, the most used first. Percentiles are in milliseconds. */
export function summarize(measurements: readonly Measurement[]): OperationSummary[] {
  const byOperation = Map.groupBy(measurements, ({ operation }) => operation);
  const rows = Array.from(byOperation, ([operation, own]) => summaryOf(operation, own));
  return [summaryOf("*", measurements), ...rows.sort((a, b) => b.requests - a.requests)];
}

function summaryOf(operation: string, measurements: readonly Measurement[]): OperationSummary {
  const times = Float64Array.from(measurements, ({ milliseconds }) => milliseconds).sort();
  const percentile = (share: number) => times[Math.max(0, Math.ceil(share * times.length) - 1)] ?? 0;
  const count = (matches: (status: number) => boolean) => measurements.filter(({ status }) => matches(status)).length;
  return {
    operation,
    requests: measurements.length,
    failed: count((status) => status === 0 || status >= 500),
    refused: count((status) => status >= 400 && status < 500),
    p50: percentile(0.5),
    p95: percentile(0.95),
    p99: percentile(0.99),
  };
}
