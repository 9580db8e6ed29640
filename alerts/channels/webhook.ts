import { createHmac } from "node:crypto";
import { type Answer, Caller } from "../../foundation/http/call.ts";
import type { Attempt, Deliver } from "./channel.ts";
import type { Environment } from "./destination.ts";
import { post } from "./http-answer.ts";

const AGAIN: ReadonlySet<number> = new Set([408, 425, 429]);

/**
 * Sends messages as signed JSON. `X-Signature` is `v1=` and the hex HMAC-SHA256 of `<X-Timestamp>.<body>`; `Idempotency-Key`
 * stays the same over all attempts. Redirects are not followed: what is signed for one is not for another.
 */
export function webhookDelivery(
  environment: Environment,
  now: () => number,
): { deliver: Deliver; close: () => Promise<void> } {
  const caller = new Caller();
  const deliver: Deliver = async (message, signal) => {
    const { destination, id, action, dedupKey, subject, reason } = message;
    if (destination.kind !== "webhook") return { outcome: "rejected", detail: `${destination.kind} is no webhook` };
    const secret = environment[destination.secretEnv];
    if (!secret) return { outcome: "rejected", detail: `${destination.secretEnv} is not set` };
    const body = JSON.stringify({ id, action, dedup_key: dedupKey, reason, incident: subject });
    const timestamp = String(Math.floor(now() / 1_000));
    const signature = createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex");
    const headers = { "x-timestamp": timestamp, "x-signature": `v1=${signature}`, "idempotency-key": id };
    return post(caller, { url: destination.url, headers, body, signal }, attemptOf);
  };
  return { deliver, close: () => caller.close() };
}

function attemptOf({ status, text }: Answer): Attempt {
  const detail = `${status} ${text}`.trim();
  if (status >= 200 && status < 300) return { outcome: "accepted", detail };
  return status >= 500 || AGAIN.has(status) ? { outcome: "retry", detail } : { outcome: "rejected", detail };
}
