import { createHmac } from "node:crypto";
import { Agent, request } from "undici";
import type { Attempt, Deliver } from "./channel.ts";
import type { Environment } from "./destination.ts";
import { networkTrouble, readSome } from "./http-answer.ts";

const AGAIN: ReadonlySet<number> = new Set([408, 425, 429]);

/**
 * Sends messages as signed JSON. `X-Signature` is `v1=` and the hex HMAC-SHA256 of `<X-Timestamp>.<body>`; `Idempotency-Key`
 * stays the same over all attempts. Redirects are not followed: what is signed for one is not for another.
 */
export function webhookDelivery(
  environment: Environment,
  now: () => number,
): { deliver: Deliver; close: () => Promise<void> } {
  const agent = new Agent({ connect: { timeout: 5_000 }, headersTimeout: 10_000, bodyTimeout: 10_000 });
  const deliver: Deliver = async (message, signal) => {
    const { destination, id, action, dedupKey, subject, reason } = message;
    if (destination.kind !== "webhook") return { outcome: "rejected", detail: `${destination.kind} is no webhook` };
    const secret = environment[destination.secretEnv];
    if (!secret) return { outcome: "rejected", detail: `${destination.secretEnv} is not set` };
    const body = JSON.stringify({ id, action, dedup_key: dedupKey, reason, incident: subject });
    const timestamp = String(Math.floor(now() / 1_000));
    const signature = createHmac("sha256", secret).update(`${timestamp}.${body}`).digest("hex");
    try {
      const answer = await request(destination.url, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          "x-timestamp": timestamp,
          "x-signature": `v1=${signature}`,
          "idempotency-key": id,
        },
        body,
        dispatcher: agent,
        signal,
      });
      return attemptOf(answer.statusCode, await readSome(answer.body));
    } catch (error) {
      return networkTrouble(error);
    }
  };
  return { deliver, close: () => agent.destroy() };
}

function attemptOf(status: number, answer: string): Attempt {
  const detail = `${status} ${answer}`.trim();
  if (status >= 200 && status < 300) return { outcome: "accepted", detail };
  return status >= 500 || AGAIN.has(status) ? { outcome: "retry", detail } : { outcome: "rejected", detail };
}
