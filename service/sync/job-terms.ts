import { CircuitOpen } from "../outside/circuit.ts";
import { NotYet } from "../storage/jobs.ts";

/** How long sync tries: what one system owes the other is never given up. */
export const FOREVER = { attempts: Number.POSITIVE_INFINITY, firstRetryMs: 1_000, longestRetryMs: 5 * 60_000 } as const;

/** An answer of the old system; while its circuit is open the job waits for it. */
export async function patiently<Result>(answer: Promise<Result>): Promise<Result> {
  return answer.catch((error: unknown) => {
    throw error instanceof CircuitOpen ? new NotYet(error.restMs, error.message) : error;
  });
}
