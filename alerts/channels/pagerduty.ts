import { Agent, request } from "undici";
import { besidesTheUsual } from "./certificates.ts";
import type { Attempt, Deliver } from "./channel.ts";
import { networkTrouble, readSome } from "./http-answer.ts";
import { pagerDutyEvent } from "./pagerduty-event.ts";

/**
 * Events are posted without @pagerduty/pdjs: on a 429 its `event` sends three more, which it cannot be told to leave, waits up
 * to a minute between them, and hides the status of an answer that is not JSON. Who asked for patience is not to be hurried.
 */
const HOST = "events.pagerduty.com";
/** PagerDuty's advice after 429: "a backoff of a few minutes". A page cannot wait so long, and email takes over by then. */
const AFTER_429_MS = 30_000;

export interface PagerDutyOptions {
  /** HOST or HOST:PORT; events.eu.pagerduty.com for accounts in Europe. */
  readonly host?: string | undefined;
  /** Certificates to trust besides the usual ones, as PEM. */
  readonly ca?: string | undefined;
}

/** Sends messages to PagerDuty's Events API v2, always over HTTPS. */
export function pagerDutyDelivery({ host = HOST, ca }: PagerDutyOptions = {}): {
  deliver: Deliver;
  close: () => Promise<void>;
} {
  const agent = new Agent({
    connect: { timeout: 5_000, ...(ca === undefined ? {} : { ca: besidesTheUsual(ca) }) },
    headersTimeout: 10_000,
    bodyTimeout: 10_000,
  });
  const deliver: Deliver = async (message, signal) => {
    const { destination } = message;
    if (destination.kind !== "pagerduty")
      return { outcome: "rejected", detail: `${destination.kind} is not PagerDuty` };
    const event = pagerDutyEvent(message, destination.routingKey);
    if (event === undefined) return { outcome: "rejected", detail: "PagerDuty takes no notices" };
    try {
      const { statusCode, headers, body } = await request(`https://${host}/v2/enqueue`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(event),
        dispatcher: agent,
        signal,
      });
      const answer = (await readSome(body)).replaceAll(destination.routingKey, "(routing key)");
      return attemptOf(statusCode, answer, headers["retry-after"]);
    } catch (error) {
      return networkTrouble(error);
    }
  };
  return { deliver, close: () => agent.destroy() };
}

/** 400 and its kin are final; 429, 5xx and silence are not (Events API v2, "Response codes and retry logic"). */
function attemptOf(status: number, answer: string, retryAfter: string | string[] | undefined): Attempt {
  const detail = `${status} ${answer}`.trim();
  if (status === 202 || status === 200) return { outcome: "accepted", detail };
  if (status === 429) {
    const asked = Number(retryAfter) * 1_000;
    return { outcome: "retry", detail, afterMs: asked > 0 ? asked : AFTER_429_MS };
  }
  if (status >= 500 || status === 408) return { outcome: "retry", detail };
  return { outcome: "rejected", detail };
}
