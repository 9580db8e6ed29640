import type { Queries } from "../../foundation/storage/database.ts";
import { keyOfBeat } from "../incidents/dead-mans-switch.ts";
import { countOf, readDedupKey } from "../incidents/incident.ts";
import type { AlertRecord, IncidentRecord, PageRecord } from "../incidents/records.ts";
import type { DueNeeds, Needs, Records } from "../incidents/router-event.ts";
import { loadAlerts, untoldAlerts } from "./alert-rows.ts";
import { lastBeats } from "./heartbeat-rows.ts";
import { dueIncidents, incidentsById, incidentsByKey, openOfServices, silentIncidents } from "./incident-rows.ts";
import { duePages, pagesByKey } from "./page-rows.ts";
import { isWebhookKnown, linkedKeys } from "./webhook-event-rows.ts";

/** Reads the records that an event needs. */
export async function loadRecords(queries: Queries, needs: Needs): Promise<Records> {
  const { alerts: asked, keys, services = [], incidentIds = [], dedupKeys = [], pagerDuty, due } = needs;
  const alerts =
    asked === undefined ? new Map<string, AlertRecord>() : await loadAlerts(queries, asked.source, asked.fingerprints);
  const come = due === undefined ? NOTHING_DUE : await whatIsDue(queries, due);
  const linked = pagerDuty?.place === undefined ? [] : await linkedKeys(queries, pagerDuty.place);
  const found = [
    ...come.incidents,
    ...(keys === undefined ? [] : await incidentsByKey(queries, keys)),
    ...(await openOfServices(queries, services)),
  ];
  const incidents = new Map<string, IncidentRecord>(found.map((record) => [record.incident.id, record]));
  const ids = new Set([
    ...incidentIds,
    ...linked.map((key) => readDedupKey(key).incidentId),
    ...Array.from(alerts.values(), ({ incidentId }) => incidentId).filter((id) => id !== null),
    ...come.pages.map(({ incidentId }) => incidentId),
  ]);
  const missing = [...ids].filter((id) => !incidents.has(id));
  for (const record of await incidentsById(queries, missing)) incidents.set(record.incident.id, record);
  return {
    alerts,
    incidents: [...incidents.values()],
    pages: [...(await pagesByKey(queries, dedupKeys)), ...come.pages],
    isWebhookKnown: pagerDuty !== undefined && (await isWebhookKnown(queries, pagerDuty.eventId)),
    linkedKeys: linked,
    due: come.due,
    silent: come.silent,
    untold: come.untold,
    beats: come.beats,
  };
}

interface Due extends Pick<Records, "due" | "silent" | "untold" | "beats"> {
  readonly incidents: readonly IncidentRecord[];
  readonly pages: readonly PageRecord[];
}

const NOTHING_DUE: Due = { incidents: [], pages: [], due: [], silent: [], untold: [], beats: new Map() };

async function whatIsDue(queries: Queries, needs: DueNeeds): Promise<Due> {
  const due = await dueIncidents(queries, needs);
  const silent = await silentIncidents(queries, needs);
  const beats = await lastBeats(queries);
  const ofBeats = await incidentsByKey(queries, { of: Array.from(beats.keys(), keyOfBeat), endedSince: needs.now });
  const hiding = due.filter(({ incident }) => countOf(incident.hidden) > 0).map(({ incident }) => incident.id);
  return {
    incidents: [...due, ...silent, ...ofBeats],
    pages: await duePages(queries, needs),
    due: [...new Set(due.map(({ incident }) => incident.id))],
    silent: silent.map(({ incident }) => incident.id),
    untold: await untoldAlerts(queries, [...new Set(hiding)]),
    beats,
  };
}
