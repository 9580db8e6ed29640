import {
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhen,
  isBrokenCircuitError,
} from "cockatiel";

const FAILURES_TO_OPEN = 5;
const OPEN_MS = 15_000;

/** A party that works has refused this one request (4xx): the next one may be right, so its circuit stays closed. */
export class RefusedByParty extends Error {}

/** Keeps us from hammering a party that is down: after five failures in a row nothing is asked for 15 s, then once. */
export class Circuit {
  readonly #policy: CircuitBreakerPolicy = circuitBreaker(
    handleWhen((error) => !(error instanceof RefusedByParty)),
    {
      halfOpenAfter: OPEN_MS,
      breaker: new ConsecutiveBreaker(FAILURES_TO_OPEN),
    },
  );

  /** Runs a call; what it rejects with counts as the party's failure. Rejects with a CircuitOpen without calling. */
  async run<Result>(call: () => Promise<Result>): Promise<Result> {
    try {
      return await this.#policy.execute(call);
    } catch (error) {
      if (isBrokenCircuitError(error)) throw new CircuitOpen();
      throw error;
    }
  }

  get isOpen(): boolean {
    return this.#policy.state === CircuitState.Open;
  }
}

/** The call was not made. */
export class CircuitOpen extends Error {
  constructor() {
    super("the circuit is open: the last calls have failed");
    this.name = "CircuitOpen";
  }
}

/** When to try again after a circuit refused. */
export const CIRCUIT_RETRY_MS = OPEN_MS;
