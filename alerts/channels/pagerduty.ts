import { type Answer, Caller } from "../../foundation/http/call.ts";
import type { Attempt, Deliver } from "./channel.ts";
import { post } from "./http-answer.ts";
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
  const caller = new Caller({ ca });
  const deliver: Deliver = async (message, signal) => {
    const { destination } = message;
    if (destination.kind !== "pagerduty")
      return { outcome: "rejected", detail: `${destination.kind} is not PagerDuty` };
    const event = pagerDutyEvent(message, destination.routingKey);
    if (event === undefined) return { outcome: "rejected", detail: "PagerDuty takes no notices" };
    const { routingKey } = destination;
    return post(caller, { url: `https://${host}/v2/enqueue`, body: JSON.stringify(event), signal }, (answer) =>
      attemptOf({ ...answer, text: answer.text.replaceAll(routingKey, "(routing key)") }),
    );
  };
  return { deliver, close: () => caller.close() };
}

/** 400 and its kin are final; 429, 5xx and silence are not (Events API v2, "Response codes and retry logic"). */
function attemptOf({ status, text, headers }: Answer): Attempt {
  const detail = `${status} ${text}`.trim();
  if (status === 202 || status === 200) return { outcome: "accepted", detail };
  if (status === 429) {
    const asked = Number(headers["retry-after"]) * 1_000;
    return { outcome: "retry", detail, afterMs: asked > 0 ? asked : AFTER_429_MS };
  }
  if (status >= 500 || status === 408) return { outcome: "retry", detail };
  return { outcome: "rejected", detail };
}
