import { HOUR, MINUTE } from "../promql/duration.ts";
import { type Counted, EventLog, NOTHING } from "./event-log.ts";

/** As far back as every scrape is kept: the longest window that pages. */
export const FINE_KEPT = 6 * HOUR;
/** What is older is kept at this step (milliseconds). */
export const COARSE_STEP = 10 * MINUTE;

/** What one SLO, or one group of it, counted: every scrape of the last hours, and the rest of the period in steps. */
export class EventHistory {
  readonly #fine = new EventLog(FINE_KEPT);
  readonly #coarse: EventLog;
  #now: Counted = NOTHING;
  /** When events could last be counted, in Unix milliseconds. */
  lastSeen: number | undefined;

  /** `period` in milliseconds. */
  constructor(period: number) {
    this.#coarse = new EventLog(period + COARSE_STEP);
  }

  /** Adds what was counted in the seconds that end at `at`. */
  add(at: number, { seconds, total, bad }: Counted): void {
    // A beginning to count from, before the first entry.
    if (this.#coarse.length === 0) {
      this.#coarse.push(at - seconds * 1_000, NOTHING);
      this.#fine.push(at - seconds * 1_000, NOTHING);
    }
    const before = this.lastSeen ?? at;
    if (stepOf(at) !== stepOf(before)) this.#coarse.push(before, this.#now);
    this.#now = { seconds: this.#now.seconds + seconds, total: this.#now.total + total, bad: this.#now.bad + bad };
    this.#fine.push(at, this.#now);
    this.lastSeen = at;
  }

  /** What was counted in the window (milliseconds) that ends at `at`. */
  within(window: number, at: number): Counted {
    const [from, to] = [this.#until(at - window), this.#until(at)];
    return { seconds: to.seconds - from.seconds, total: to.total - from.total, bad: to.bad - from.bad };
  }

  /** When counting began within a window (milliseconds) that ends at `at`; undefined while nothing was counted. */
  firstWithin(window: number, at: number): number | undefined {
    const oldest = this.#coarse.oldest;
    return oldest === undefined ? undefined : Math.max(oldest, at - window);
  }

  #until(moment: number): Counted {
    const fine = this.#fine.oldest;
    return (fine !== undefined && moment >= fine ? this.#fine.at(moment) : this.#coarse.at(moment)) ?? NOTHING;
  }
}

/** Which step of the coarse entries a moment falls into. */
export function stepOf(at: number): number {
  return Math.floor(at / COARSE_STEP);
}
