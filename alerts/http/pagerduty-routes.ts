import express, { Router } from "express";
import type { Logger } from "pino";
import type { Database } from "../../foundation/storage/database.ts";
import type { DeedResult, Deeds } from "../incidents/deeds.ts";
import { MalformedNotification } from "../ingest/notification.ts";
import type { FindDedupKeys } from "../pagerduty-webhook/dedup-keys.ts";
import { readWebhookEvent, type WebhookEvent } from "../pagerduty-webhook/event.ts";
import { isSignedByPagerDuty } from "../pagerduty-webhook/signature.ts";

/** PagerDuty guarantees what fits 55 KB and tries up to 256 KB. */
const MOST_BYTES = 1024 * 1024;

export interface PagerDutyRoutesOptions {
  readonly database: Database;
  readonly deeds: Deeds;
  /** Several while a secret is being changed; without one nothing is believed. */
  readonly secrets: readonly string[];
  /** Asked when PagerDuty names an incident by its own id only; absent without a key of its REST API. */
  readonly findDedupKeys: FindDedupKeys | undefined;
  readonly now: () => number;
  readonly log: Logger;
}

/**
 * POST /v1/pagerduty: webhooks v3. What people acknowledge or resolve there happens here too. 401 only for a wrong
 * signature; our own trouble is 503, because after any other 4xx PagerDuty drops the event.
 */
export function pagerDutyRoutes(options: PagerDutyRoutesOptions): Router {
  const { database, deeds, secrets, findDedupKeys, now, log } = options;
  const router = Router();
  /** Of ours; PagerDuty may have put several into one of its own. */
  const incidentsOf = async ({ incidentKey, incidentId }: WebhookEvent): Promise<readonly string[]> => {
    const keys =
      incidentKey !== undefined
        ? [incidentKey]
        : incidentId === undefined
          ? []
          : ((await findDedupKeys?.(incidentId)) ?? []);
    return [...new Set(keys.flatMap((key) => key.split("/")[0] ?? []))];
  };
  router.post("/v1/pagerduty", express.raw({ type: () => true, limit: MOST_BYTES }), async (request, response) => {
    const body: Uint8Array = Buffer.isBuffer(request.body) ? request.body : new Uint8Array();
    if (!isSignedByPagerDuty(body, request.get("x-pagerduty-signature"), secrets)) {
      response.status(401).json({ error: "X-PagerDuty-Signature does not fit the body" });
      return;
    }
    try {
      const event = readWebhookEvent(body);
      const id = event.webhookEventId;
      if (event.kind === "other" || (await isKnown(database, id))) {
        response.status(202).json({ status: "nothing to do" });
        return;
      }
      const who = `${event.agent ?? "somebody"} (PagerDuty)`;
      const deed = event.kind === "acknowledged" ? "acknowledge" : "resolve";
      const results: DeedResult[] = [];
      for (const incident of await incidentsOf(event)) results.push(await deeds.doTo(incident, deed, who));
      const result = results.find((one) => one !== "unknown") ?? "unknown";
      if (result === "unknown") {
        const isUnnamed = event.incidentKey === undefined && findDedupKeys === undefined;
        log.warn(
          { event: id, pagerduty_incident: event.incidentId },
          isUnnamed
            ? "PagerDuty left out the key of an incident; with PAGERDUTY_API_TOKEN it can be asked for it"
            : "PagerDuty speaks of an incident that is none of ours",
        );
      }
      // Only now: had we stopped before, PagerDuty would say it again.
      await remember(database, id, now());
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

async function isKnown({ query }: Database, id: string): Promise<boolean> {
  return (await query("SELECT 1 AS found FROM webhook_events WHERE id = $1", [id])).length > 0;
}

async function remember({ query }: Database, id: string, now: number): Promise<void> {
  await query("INSERT INTO webhook_events (id, received_at) VALUES ($1, $2) ON CONFLICT DO NOTHING", [id, now]);
}
