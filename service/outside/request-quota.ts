const SECOND_MS = 1_000;

export interface QuotaOptions {
  readonly perSecond: number;
  /** Who would have to wait longer for a place gets none. */
  readonly longestWaitMs: number;
  readonly now: () => number;
}

/** Spreads requests so that no second, whenever it begins, sees more of them start than the quota allows. */
export class RequestQuota {
  readonly #options: QuotaOptions;
  readonly #places: number;
  readonly #windowMs: number;
  /** When the last of them start, the oldest first. */
  readonly #starts: number[] = [];

  constructor(options: QuotaOptions) {
    this.#options = options;
    // Less than one request a second is one in more than a second.
    this.#places = Math.max(1, Math.floor(options.perSecond));
    this.#windowMs = Math.max(SECOND_MS, SECOND_MS / options.perSecond);
  }

  /** Takes a place. Answers with the milliseconds until it begins, or undefined when that would be too long. */
  reserve(): number | undefined {
    const { now, longestWaitMs } = this.#options;
    const at = now();
    const [oldest] = this.#starts.length < this.#places ? [] : this.#starts;
    const start = oldest === undefined ? at : Math.max(at, oldest + this.#windowMs);
    if (start - at > longestWaitMs) return undefined;
    this.#starts.push(start);
    if (this.#starts.length > this.#places) this.#starts.shift();
    return start - at;
  }
}
