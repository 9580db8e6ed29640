import type { Queries } from "../../foundation/storage/database.ts";
import type { AlertRecord, IncidentRecord } from "../incidents/records.ts";
import type { Needs, Records } from "../incidents/router-event.ts";
import { loadAlerts } from "./alert-rows.ts";
import { lastBeat } from "./heartbeat-rows.ts";
import { dueIncidents, incidentsById, openIncidents, silentIncidents } from "./incident-rows.ts";
import { duePages, pagesByKey } from "./page-rows.ts";
import { isWebhookKnown } from "./webhook-event-rows.ts";

/** Reads the records that an event needs. */
export async function loadRecords(queries: Queries, needs: Needs): Promise<Records> {
  const { alerts: asked, openKeys = [], incidentIds = [], dedupKeys = [], webhookEventId, due } = needs;
  const alerts =
    asked === undefined ? new Map<string, AlertRecord>() : await loadAlerts(queries, asked.source, asked.fingerprints);
  const dueNow = due === undefined ? [] : await dueIncidents(queries, due.now, due.limit);
  const silent = due === undefined ? [] : await silentIncidents(queries, due.silentBefore, due.now, due.limit);
  const pages = [...(await pagesByKey(queries, dedupKeys)), ...(due === undefined ? [] : await duePages(queries, due))];
  const known = [...dueNow, ...silent, ...(await openIncidents(queries, openKeys))];
  const incidents = new Map<string, IncidentRecord>(known.map((record) => [record.incident.id, record]));
  const linked = Array.from(alerts.values(), ({ incidentId }) => incidentId).filter((id) => id !== null);
  const ids = new Set([
    ...incidentIds,
    ...linked,
    ...(due === undefined ? [] : pages.map(({ incidentId }) => incidentId)),
  ]);
  const missing = [...ids].filter((id) => !incidents.has(id));
  for (const record of await incidentsById(queries, missing)) incidents.set(record.incident.id, record);
  return {
    alerts,
    incidents: [...incidents.values()],
    pages,
    isWebhookKnown: webhookEventId !== undefined && (await isWebhookKnown(queries, webhookEventId)),
    due: dueNow.map(({ incident }) => incident.id),
    silent: silent.map(({ incident }) => incident.id),
    lastBeat: due === undefined ? undefined : await lastBeat(queries),
  };
}
