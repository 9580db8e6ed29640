import { isOver } from "../../foundation/storage/wait.ts";

/** Failures in a row after which a place is left alone for a while. */
const FAILURES = 5;
const OPEN_MS = 10_000;

interface Breaker {
  failures: number;
  /** Unix milliseconds; 0 while it is closed. */
  openUntil: number;
  /** A single message tries whether the place is back. */
  isProbing: boolean;
}

/** Circuit breakers, one for each place: what is down is asked by one message at a time, and holds up nobody else. */
export class Breakers {
  readonly #breakers = new Map<string, Breaker>();

  /** Places that are left alone now. */
  restingAt(now: number): string[] {
    return Array.from(this.#breakers)
      .filter(([, breaker]) => breaker.isProbing || rests(breaker, now))
      .map(([place]) => place);
  }

  /** Whether a message may go now. The first one after a rest goes alone. */
  admits(place: string, now: number): boolean {
    const breaker = this.#breakers.get(place);
    if (breaker === undefined || breaker.openUntil === 0) return true;
    if (breaker.isProbing || rests(breaker, now)) return false;
    breaker.isProbing = true;
    return true;
  }

  /** How an attempt ended. A refusal is an answer: the place is up. */
  settled(place: string, outcome: "accepted" | "retry" | "rejected", now: number): void {
    if (outcome !== "retry") {
      this.#breakers.delete(place);
      return;
    }
    const breaker = this.#breakers.get(place) ?? { failures: 0, openUntil: 0, isProbing: false };
    const failures = breaker.failures + 1;
    this.#breakers.set(place, { failures, openUntil: failures >= FAILURES ? now + OPEN_MS : 0, isProbing: false });
  }
}

function rests({ openUntil }: Breaker, now: number): boolean {
  return !isOver({ since: openUntil - OPEN_MS, until: openUntil }, now);
}
