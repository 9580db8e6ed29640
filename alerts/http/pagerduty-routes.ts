import { Router } from "express";
import type { Logger } from "pino";
import { BodyBudget, readBody, UnreadBody } from "../../foundation/http/read-body.ts";
import { MalformedNotification } from "../ingest/notification.ts";
import type { FindDedupKeys } from "../pagerduty-webhook/dedup-keys.ts";
import { readWebhookEvent, type WebhookEvent } from "../pagerduty-webhook/event.ts";
import type { Ledger } from "../storage/ledger.ts";
import { isSignedByPagerDuty } from "./pagerduty-signature.ts";

/** PagerDuty guarantees what fits 55 KB and tries up to 256 KB. */
const MOST_BYTES = 1024 * 1024;
const MOST_BYTES_AT_ONCE = 16 * MOST_BYTES;

export interface PagerDutyRoutesOptions {
  readonly ledger: Ledger;
  /** Several while a secret is being changed; without one nothing is believed. */
  readonly secrets: readonly string[];
  /** Asked when PagerDuty names an incident by its own id only; absent without a key of its REST API. */
  readonly findDedupKeys: FindDedupKeys | undefined;
  readonly log: Logger;
}

/**
 * POST /v1/pagerduty: webhooks v3. What people acknowledge or resolve there happens here too. 401 only for a wrong
 * signature; our own trouble is 503, because after any other 4xx PagerDuty drops the event.
 */
export function pagerDutyRoutes(options: PagerDutyRoutesOptions): Router {
  const { ledger, secrets, findDedupKeys, log } = options;
  const router = Router();
  const keysOf = async ({ incidentKey, place }: WebhookEvent): Promise<readonly string[]> => {
    if (incidentKey !== undefined) return [incidentKey];
    return place === undefined ? [] : ((await findDedupKeys?.(place)) ?? []);
  };
  const budget = new BodyBudget(MOST_BYTES_AT_ONCE);
  router.post("/v1/pagerduty", async (request, response) => {
    const onReleased = (give: () => void) => response.once("close", give);
    const body = await readBody(request, { most: MOST_BYTES, budget, onReleased }).catch((error: unknown) => {
      if (error instanceof UnreadBody) return error;
      throw error;
    });
    if (body instanceof UnreadBody) {
      response.status(body.status).json({ error: body.message });
      return;
    }
    if (!isSignedByPagerDuty(body, request.get("x-pagerduty-signature"), secrets)) {
      response.status(401).json({ error: "X-PagerDuty-Signature does not fit the body" });
      return;
    }
    try {
      const event = readWebhookEvent(body);
      if (event === undefined) {
        response.status(202).json({ status: "nothing to do" });
        return;
      }
      const { id: eventId, place, by, at, what } = event;
      const dedupKeys = await keysOf(event);
      const { deed: result } = await ledger.take({ type: "pagerduty", eventId, place, dedupKeys, by, at, what });
      if (result === "unknown") {
        const isUnnamed = event.incidentKey === undefined && findDedupKeys === undefined;
        log.warn(
          { event: eventId, pagerduty_incident: place },
          isUnnamed
            ? "PagerDuty left out the key of an incident; with PAGERDUTY_API_TOKEN it can be asked for it"
            : "PagerDuty speaks of an incident that is none of ours",
        );
      }
      response.status(202).json({ status: result });
    } catch (error) {
      if (error instanceof MalformedNotification) {
        response.status(400).json({ error: error.message });
        return;
      }
      log.error({ err: error }, "a webhook of PagerDuty could not be handled; it will come again");
      response.status(503).json({ error: "it could not be handled; try again" });
    }
  });
  return router;
}
