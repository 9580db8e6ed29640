import { keptText } from "../telemetry/kept-text.ts";

export interface BucketOptions {
  /** Tokens that come back each second. */
  readonly perSecond: number;
  /** Tokens that a rested bucket holds. */
  readonly burst: number;
  readonly now: () => number;
}

// Above this many callers, those who have not come for longest are forgotten: their buckets are full again anyway.
const MOST_KEYS = 10_000;
const LONGEST_DEBT_SECONDS = 60;

/** A token bucket for each key. Memory is bounded whatever keys come. */
export class TokenBuckets {
  readonly #options: BucketOptions;
  readonly #buckets = new Map<string, { tokens: number; at: number }>();

  constructor(options: BucketOptions) {
    this.#options = options;
  }

  /** Seconds until there is a token; 0 when there is one. Takes none. */
  waitOf(key: string): number {
    const tokens = this.#tokensOf(key, this.#options.now());
    return tokens >= 1 ? 0 : (1 - tokens) / this.#options.perSecond;
  }

  /** Takes a token. Answers with 0, or with the seconds until there is one. */
  take(key: string): number {
    const { perSecond, now } = this.#options;
    const at = now();
    const tokens = this.#tokensOf(key, at);
    this.#keep(key, tokens >= 1 ? tokens - 1 : tokens, at);
    return tokens >= 1 ? 0 : (1 - tokens) / perSecond;
  }

  /**
   * Takes a token for what has been done already, also when there is none: many at one moment are then waited for like many
   * one after the other, a minute at most.
   */
  owe(key: string): void {
    const { perSecond, now } = this.#options;
    const at = now();
    this.#keep(key, Math.max(this.#tokensOf(key, at) - 1, -LONGEST_DEBT_SECONDS * perSecond), at);
  }

  #keep(key: string, tokens: number, at: number): void {
    // Taking it out and in again keeps the map in the order of use.
    this.#buckets.delete(key);
    this.#buckets.set(keptText(key), { tokens, at });
    if (this.#buckets.size > MOST_KEYS) {
      for (const oldest of this.#buckets.keys()) {
        this.#buckets.delete(oldest);
        break;
      }
    }
  }

  #tokensOf(key: string, at: number): number {
    const { perSecond, burst } = this.#options;
    const before = this.#buckets.get(key) ?? { tokens: burst, at };
    return Math.min(burst, before.tokens + (Math.max(0, at - before.at) / 1_000) * perSecond);
  }
}
