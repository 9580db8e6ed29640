import type { Queries } from "../../foundation/storage/database.ts";
import type { Changes } from "../incidents/router-event.ts";
import { saveAlerts } from "./alert-rows.ts";
import { forgetBeats, saveBeats } from "./heartbeat-rows.ts";
import { saveIncidents } from "./incident-rows.ts";
import { insertRows } from "./many-rows.ts";
import { enqueue, withdrawEnd } from "./message-rows.ts";
import { insertPages, updatePages } from "./page-rows.ts";
import { rememberWebhook, saveLinks } from "./webhook-event-rows.ts";

const TIMELINE = ["incident_id", "seq", "at", "kind", "entry"];

/** Writes what followed from an event. The transaction is the caller's. */
export async function saveChanges(queries: Queries, changes: Changes, now: number): Promise<void> {
  const { alerts = [], incidents, entries, messages, newPages, pages = [] } = changes;
  const { beats = new Map(), forgottenBeats = [], webhookEventId, links = [] } = changes;
  await saveAlerts(queries, alerts);
  await saveIncidents(queries, incidents);
  const lines = entries.map(({ incidentId, seq, at, kind, text }) => [incidentId, seq, at, kind, text]);
  await insertRows(queries, "timeline", TIMELINE, lines);
  for (const end of changes.withdrawnEnds ?? []) await withdrawEnd(queries, end, now);
  await enqueue(queries, messages, now);
  await insertPages(queries, newPages);
  await updatePages(queries, pages);
  await saveBeats(queries, beats);
  await forgetBeats(queries, forgottenBeats);
  await saveLinks(queries, links, now);
  if (webhookEventId !== undefined) await rememberWebhook(queries, webhookEventId, now);
}
