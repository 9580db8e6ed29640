const FAILURES_TO_OPEN = 5;
const OPEN_MS = 15_000;
/** While one call tries, the others look again after this. */
const PROBE_MS = 1_000;

/** A party that works has refused this one request (4xx): the next one may be right, so its circuit stays closed. */
export class RefusedByParty extends Error {}

/** Keeps us from hammering a party that is down: after five failures in a row nothing is asked for 15 s, then once. */
export class Circuit {
  readonly #elapsed: () => number;
  #failures = 0;
  #restsUntil = 0;
  #isProbing = false;

  /** `elapsed` counts milliseconds that pass, however the clock is set: a rest ends after it. */
  constructor(elapsed: () => number = () => performance.now()) {
    this.#elapsed = elapsed;
  }

  /** Runs a call; what it rejects with counts as the party's failure. Rejects with a CircuitOpen without calling. */
  async run<Result>(call: () => Promise<Result>): Promise<Result> {
    if (!this.isOpen) return this.#call(call);
    if (this.#isProbing || this.#elapsed() < this.#restsUntil) throw new CircuitOpen(this.restMs);
    this.#isProbing = true;
    return this.#call(call).finally(() => {
      this.#isProbing = false;
    });
  }

  /** Until a call has succeeded, the party counts as down. */
  get isOpen(): boolean {
    return this.#failures >= FAILURES_TO_OPEN;
  }

  /** Milliseconds after which it is worth asking an open circuit again. */
  get restMs(): number {
    return Math.max(PROBE_MS, this.#restsUntil - this.#elapsed());
  }

  async #call<Result>(call: () => Promise<Result>): Promise<Result> {
    try {
      const result = await call();
      this.#failures = 0;
      return result;
    } catch (error) {
      if (error instanceof RefusedByParty) this.#failures = 0;
      else this.#failures++;
      if (this.isOpen) this.#restsUntil = this.#elapsed() + OPEN_MS;
      throw error;
    }
  }
}

/** The call was not made. */
export class CircuitOpen extends Error {
  /** Milliseconds after which to try again. */
  readonly restMs: number;

  constructor(restMs: number) {
    super("the circuit is open: the last calls have failed");
    this.name = "CircuitOpen";
    this.restMs = restMs;
  }
}
