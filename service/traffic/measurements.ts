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
  readonly calls: number;
  /** Answers of 5xx and calls without an answer. */
  readonly failed: number;
  /** Answers of 4xx. */
  readonly refused: number;
  /** Milliseconds, too high by at most 2 %. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** Each bound is this much above the one before. */
const GROWTH = 1.02;
const SMALLEST_MS = 0.1;

interface Tally {
  calls: number;
  failed: number;
  refused: number;
  /** How many calls took up to each bound, by the bound's number. */
  readonly times: Map<number, number>;
}

/** Measurements added up: memory does not grow with their number, so that traffic can run for days. */
export class Measurements {
  readonly #all = emptyTally();
  readonly #operations = new Map<string, Tally>();

  add({ operation, status, milliseconds }: Measurement): void {
    const own = this.#operations.get(operation) ?? emptyTally();
    this.#operations.set(operation, own);
    for (const tally of [this.#all, own]) {
      tally.calls++;
      if (isFailed(status)) tally.failed++;
      else if (status >= 400) tally.refused++;
      const bound = Math.max(0, Math.ceil(Math.log(milliseconds / SMALLEST_MS) / Math.log(GROWTH)));
      tally.times.set(bound, (tally.times.get(bound) ?? 0) + 1);
    }
  }

  /** All operations together, as `all`. */
  total(): OperationSummary {
    return summaryOf("all", this.#all);
  }

  /** One row for each operation, the most used first. */
  byOperation(): OperationSummary[] {
    const rows = Array.from(this.#operations, ([operation, tally]) => summaryOf(operation, tally));
    return rows.sort((a, b) => b.calls - a.calls);
  }
}

export function isFailed(status: number): boolean {
  return status === 0 || status >= 500;
}

function emptyTally(): Tally {
  return { calls: 0, failed: 0, refused: 0, times: new Map() };
}

function summaryOf(operation: string, { calls, failed, refused, times }: Tally): OperationSummary {
  const bounds = [...times].sort(([a], [b]) => a - b);
  /** By nearest rank. */
  const percentile = (share: number): number => {
    let rest = Math.ceil(share * calls);
    for (const [bound, count] of bounds) {
      rest -= count;
      if (rest <= 0) return SMALLEST_MS * GROWTH ** bound;
    }
    return 0;
  };
  return { operation, calls, failed, refused, p50: percentile(0.5), p95: percentile(0.95), p99: percentile(0.99) };
}
