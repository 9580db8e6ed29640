import type { LabelsOf } from "../telemetry/metrics.ts";
import { type OutsideCall, OutsideError } from "./call.ts";
import { Circuit } from "./circuit.ts";
import { type OutgoingMessage, PRIMARY, type Receipt, SECONDARY } from "./sms-dialects.ts";

const PATIENCE_MS = 5_000;

export type HandOver = LabelsOf<"sms_attempts_total">["outcome"];

export interface SmsProvider {
  /** Hands a message over. Rejects with CircuitOpen when the provider was not asked. */
  readonly handOver: (message: OutgoingMessage) => Promise<HandOver>;
  /** What a body that this provider has signed says; undefined when it says nothing. */
  readonly readReceipt: (body: unknown) => Receipt | undefined;
  readonly circuit: Circuit;
}

/** The provider had its chance; the circuit counts it as a failure. */
class HandOverFailed extends Error {
  readonly outcome: Exclude<HandOver, "accepted">;

  constructor(outcome: Exclude<HandOver, "accepted">) {
    super(outcome);
    this.outcome = outcome;
  }
}

export function createSmsProvider(
  {
    peer,
    url,
    secret,
  }: { readonly peer: "sms-primary" | "sms-secondary"; readonly url: string; readonly secret: string },
  call: OutsideCall,
): SmsProvider {
  const circuit = new Circuit();
  const { path, body, isAccepted, readReceipt } = peer === "sms-primary" ? PRIMARY : SECONDARY;
  const hand = async (message: OutgoingMessage): Promise<void> => {
    const { status, json } = await call({
      peer,
      method: "POST",
      url: `${url}${path}`,
      signedWith: secret,
      json: body(message),
      timeoutMs: PATIENCE_MS,
    }).catch((error: unknown) => {
      throw new HandOverFailed(error instanceof OutsideError && error.kind === "timeout" ? "timeout" : "unreachable");
    });
    if (status === 429) throw new HandOverFailed("throttled");
    if (status >= 500) throw new HandOverFailed("unreachable");
    if (status >= 400 || !isAccepted(json)) throw new HandOverFailed("refused");
  };
  return {
    circuit,
    readReceipt,
    handOver: async (message) => {
      try {
        await circuit.run(() => hand(message));
        return "accepted";
      } catch (error) {
        if (error instanceof HandOverFailed) return error.outcome;
        throw error;
      }
    },
  };
}
