/** What happened in one minute. */
export interface Minute {
  readonly total: number;
  readonly bad: number;
  /** Whether there was anything to count from: series that stand still are there, series that are gone are not. */
  readonly isSeen: boolean;
}

/** A history by the minute, of which any window is the difference of two sums. */
export class EventMinutes {
  readonly length: number;
  readonly #minutes: readonly Minute[];
  readonly #total: Float64Array;
  readonly #bad: Float64Array;

  constructor(minutes: readonly Minute[]) {
    this.length = minutes.length;
    this.#minutes = minutes;
    this.#total = new Float64Array(minutes.length + 1);
    this.#bad = new Float64Array(minutes.length + 1);
    for (const [index, { total, bad }] of minutes.entries()) {
      this.#total[index + 1] = (this.#total[index] ?? 0) + total;
      this.#bad[index + 1] = (this.#bad[index] ?? 0) + bad;
    }
  }

  at(minute: number): Minute | undefined {
    return this.#minutes[minute];
  }

  /** Bad events over all events in the `window` minutes that end with `minute`; NaN when nothing happened. */
  errorRatio(window: number, minute: number): number {
    const [from, to] = [Math.max(0, minute + 1 - window), minute + 1];
    const total = (this.#total[to] ?? 0) - (this.#total[from] ?? 0);
    return total > 0 ? ((this.#bad[to] ?? 0) - (this.#bad[from] ?? 0)) / total : Number.NaN;
  }

  /** Whether anything was there to count from in the window. */
  isSeen(window: number, minute: number): boolean {
    for (let at = Math.max(0, minute + 1 - window); at <= minute; at += 1) if (this.#minutes[at]?.isSeen) return true;
    return false;
  }
}
