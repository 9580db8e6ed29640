import { createHmac } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { incidentOf, type OutboundEvent } from "./outbound-event.ts";

export interface WebhookSubscription {
  readonly url: () => string;
  /** Two while one is being changed for the other: each signs. */
  readonly secrets: readonly string[];
}

/*
 * How webhooks v3 are delivered: https://developer.pagerduty.com/docs/webhooks-behavior and, of the signature,
 * https://developer.pagerduty.com/docs/verifying-webhook-signatures
 */
const ANSWER_WITHIN_MS = 5_000;
const TRIED_FOR_MS = 48 * 3_600_000;
const DISABLED_FOR_MS = 24 * 3_600_000;
const DROPS_THAT_DISABLE = 3;
const FIRST_RETRY_MS = 250;
const LONGEST_RETRY_MS = 30_000;

/** Sends webhooks: signed over the raw body, one incident's in their order, again after 5xx, 429 and silence. */
export class WebhookDelivery {
  /** Whether each is delivered twice, under one id: "at least once". */
  twice = false;
  /** Whether they are kept until `release`: late, and in an order of the test's choosing. */
  holds = false;
  /** Events that were given up: another 4xx, two days of silence, or a subscription that is disabled. */
  readonly dropped: OutboundEvent[] = [];
  readonly #subscription: WebhookSubscription;
  readonly #now: () => number;
  readonly #queues = new Map<string, Promise<void>>();
  readonly #closing = new AbortController();
  #held: OutboundEvent[] = [];
  #dropsInARow = 0;
  #disabledUntil = 0;

  constructor(subscription: WebhookSubscription, now: () => number) {
    this.#subscription = subscription;
    this.#now = now;
  }

  /** "After 3 consecutive webhooks are dropped": nothing is sent for a day. */
  get isDisabled(): boolean {
    return this.#now() < this.#disabledUntil;
  }

  /** Resolves when the event was answered with 2xx, is held, or is given up for good (see `dropped`). */
  async send(event: OutboundEvent): Promise<void> {
    if (this.holds) {
      this.#held.push(event);
      return;
    }
    const about = incidentOf(event);
    const after = this.#queues.get(about) ?? Promise.resolve();
    const sending = after.then(async () => {
      await this.#deliver(event);
      if (this.twice) await this.#deliver(event);
    });
    this.#queues.set(about, sending);
    await sending;
  }

  /** Delivers what was held, in the order that is asked for, and holds no more. */
  async release(order: (held: readonly OutboundEvent[]) => readonly OutboundEvent[] = (held) => held): Promise<void> {
    const held = this.#held;
    this.#held = [];
    this.holds = false;
    for (const event of order(held)) await this.#deliver(event);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#queues.values());
  }

  async #deliver(event: OutboundEvent): Promise<void> {
    if (this.isDisabled) {
      this.dropped.push(event);
      return;
    }
    const since = this.#now();
    for (let wait = FIRST_RETRY_MS; !this.#closing.signal.aborted; wait = Math.min(wait * 2, LONGEST_RETRY_MS)) {
      const status = await this.#post(event);
      if (status >= 200 && status < 300) {
        this.#dropsInARow = 0;
        return;
      }
      const isFinal = status >= 400 && status < 500 && status !== 429;
      if (isFinal || this.#now() - since > TRIED_FOR_MS) {
        this.#drop(event);
        return;
      }
      await sleep(wait, undefined, { signal: this.#closing.signal }).catch(() => undefined);
    }
  }

  #drop(event: OutboundEvent): void {
    this.dropped.push(event);
    this.#dropsInARow++;
    if (this.#dropsInARow < DROPS_THAT_DISABLE) return;
    this.#dropsInARow = 0;
    this.#disabledUntil = this.#now() + DISABLED_FOR_MS;
  }

  /** The status of the answer; 0 when there was none in time. */
  async #post(event: OutboundEvent): Promise<number> {
    const { url, secrets } = this.#subscription;
    const body = JSON.stringify({ event });
    try {
      const response = await fetch(url(), {
        method: "POST",
        headers: {
          "content-type": "application/json",
          "user-agent": "PagerDuty-Webhook/V3.0",
          "x-webhook-id": event.id,
          "x-pagerduty-signature": secrets.map((secret) => `v1=${hmac(secret, body)}`).join(","),
        },
        body,
        signal: AbortSignal.any([AbortSignal.timeout(ANSWER_WITHIN_MS), this.#closing.signal]),
      });
      await response.body?.cancel();
      return response.status;
    } catch {
      return 0;
    }
  }
}

function hmac(secret: string, body: string): string {
  return createHmac("sha256", secret).update(body).digest("hex");
}
