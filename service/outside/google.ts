import type { Recorder } from "../telemetry/events.ts";
import type { LabelsOf } from "../telemetry/metrics.ts";
import { type OutsideAnswer, type OutsideCall, OutsideError, type OutsideRequest } from "./call.ts";
import { Circuit } from "./circuit.ts";

type Outcome = LabelsOf<"google_api_requests_total">["outcome"];

/** A Google API did not give what was asked for. */
export class GoogleError extends Error {
  readonly outcome: Exclude<Outcome, "ok">;

  constructor(outcome: Exclude<Outcome, "ok">, message: string) {
    super(message);
    this.name = "GoogleError";
    this.outcome = outcome;
  }
}

/**
 * Calls one of Google's APIs behind a circuit and counts how it went. `read` takes what was asked for out of the answer,
 * and returns undefined when the answer cannot be true.
 */
export function createGoogleApi(
  api: LabelsOf<"google_api_requests_total">["api"],
  call: OutsideCall,
  record: Recorder,
) {
  const circuit = new Circuit();
  const ask = async <Result>(
    request: OutsideRequest,
    read: (answer: OutsideAnswer) => Result | undefined,
  ): Promise<Result> => {
    try {
      const answer = await call(request).catch((error: unknown) => {
        const late = error instanceof OutsideError && error.kind === "timeout";
        throw new GoogleError(late ? "timeout" : "unavailable", String(error));
      });
      if (answer.status === 429) throw new GoogleError("throttled", `${api} refused: the quota is used up`);
      if (answer.status >= 400) throw new GoogleError("unavailable", `${api} answered ${answer.status}`);
      const result = read(answer);
      if (result === undefined) throw new GoogleError("invalid", `${api} answered what cannot be true`);
      record({ type: "google.called", api, outcome: "ok" });
      return result;
    } catch (error) {
      if (error instanceof GoogleError) record({ type: "google.called", api, outcome: error.outcome });
      throw error;
    }
  };
  return {
    circuit,
    ask: <Result>(request: OutsideRequest, read: (answer: OutsideAnswer) => Result | undefined): Promise<Result> =>
      circuit.run(() => ask(request, read)),
  };
}
