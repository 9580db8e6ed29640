import { Ajv } from "ajv";
import Type from "typebox";
import type { LabelsOf } from "../telemetry/metrics.ts";
import { type OutsideCall, OutsideError } from "./call.ts";
import { Circuit } from "./circuit.ts";
import { sign } from "./signature.ts";

const PATIENCE_MS = 5_000;

export type HandOver = LabelsOf<"sms_attempts_total">["outcome"];

export interface SmsProvider {
  /** Hands a message over; `id` comes back with the receipt. Rejects with CircuitOpen when the provider was not asked. */
  readonly handOver: (message: { id: string; phone: string; text: string }) => Promise<HandOver>;
  readonly circuit: Circuit;
}

const Accepted = Type.Object({ accepted: Type.Boolean() });
const isAccepted = new Ajv().compile<Type.Static<typeof Accepted>>(Accepted);

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
  now: () => number,
): SmsProvider {
  const circuit = new Circuit();
  const hand = async (message: { id: string; phone: string; text: string }): Promise<void> => {
    const { status, json } = await call({
      peer,
      method: "POST",
      url: `${url}/messages`,
      headers: sign(secret, message.id, now()),
      json: message,
      timeoutMs: PATIENCE_MS,
    }).catch((error: unknown) => {
      throw new HandOverFailed(error instanceof OutsideError && error.kind === "timeout" ? "timeout" : "unreachable");
    });
    if (status === 429) throw new HandOverFailed("throttled");
    if (status >= 500) throw new HandOverFailed("unreachable");
    if (status >= 400 || !isAccepted(json) || !json.accepted) throw new HandOverFailed("refused");
  };
  return {
    circuit,
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
