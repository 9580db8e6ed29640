import { setImmediate as nextTurn } from "node:timers/promises";
import type { Queries } from "../../foundation/storage/database.ts";
import { isOver, waitFrom } from "../../foundation/storage/wait.ts";
import type { Severity } from "../../slo/model/burn-policy.ts";
import { newIncident } from "../incidents/alerts-changed.ts";
import { type Change, changeOf, episodeAfter } from "../incidents/episode.ts";
import { incidentKey } from "../incidents/incident-key.ts";
import type { IncidentWriter } from "../incidents/incident-writer.ts";
import { type AlertReport, type Notification, type Source, severityOf } from "../ingest/notification.ts";
import { type AlertRow, loadAlerts, saveAlerts } from "../storage/alert-rows.ts";
import { type IncidentRecord, incidentsById, openIncidents } from "../storage/incident-record.ts";

/** Alerts that still fire this long after a person has resolved their incident open a new one. */
const STILL_FIRING_MS = 3_600_000;
/** So many reports are looked at before others have their turn. */
const AT_A_TIME = 2_000;

interface Delta {
  record: IncidentRecord;
  readonly began: Record<Severity, number>;
  readonly ended: Record<Severity, number>;
  beganAnew: boolean;
}

/** Writes what a notification tells into alerts and incidents. The transaction is the caller's. */
export async function recordNotification(
  queries: Queries,
  writer: IncidentWriter,
  { source, reports }: Notification,
  { now, newId }: { readonly now: number; readonly newId: () => string },
): Promise<void> {
  const rows = await loadAlerts(
    queries,
    source,
    reports.map(({ fingerprint }) => fingerprint),
  );
  const incidents = await Incidents.load(queries, source, reports, rows);
  const deltas = new Map<string, Delta>();
  const changed = new Map<string, AlertRow>();
  for (const [index, report] of reports.entries()) {
    if (index % AT_A_TIME === AT_A_TIME - 1) await nextTurn();
    const known = changed.get(report.fingerprint) ?? rows.get(report.fingerprint);
    const linked = known?.incidentId === null ? undefined : incidents.byId(known?.incidentId);
    const change = whatItMeans(changeOf(known, report), linked, now);
    const { fingerprint, labels, annotations } = report;
    const severity = severityOf(labels);
    const begins = change === "fired" || change === "refired";
    const record = change === "fired" ? incidents.openFor(incidentKey(source, labels), newId, now) : linked;
    // An end that comes before its start is kept too: the start will then be outdated.
    const episode = episodeAfter(known, report);
    if (change !== "outdated" || episode !== known) {
      const incidentId = record?.incident.id ?? null;
      changed.set(fingerprint, { ...episode, fingerprint, severity, labels, annotations, incidentId, lastSeenAt: now });
    }
    if (change === "outdated" || record === undefined) continue;
    if (begins) incidents.put({ ...record, about: { ...record.about, [severity]: { source, labels, annotations } } });
    count(deltaOf(deltas, record), change, severity);
  }
  await saveAlerts(queries, source, [...changed.values()]);
  for (const { record, began, ended, beganAnew } of deltas.values()) {
    const latest = incidents.byId(record.incident.id) ?? record;
    const isQuiet = began.page + began.ticket + ended.page + ended.ticket === 0;
    if (isQuiet) writer.seen(latest);
    else writer.apply(latest, { type: "alerts", began, ended, beganAnew });
  }
}

/** Whoever resolved an incident by hand while it fired may have been wrong: after an hour of firing it counts as new. */
function whatItMeans(change: Change, linked: IncidentRecord | undefined, now: number): Change {
  const resolved = linked?.incident.resolved;
  if (change === "refired" && resolved !== undefined) return "fired";
  if (change !== "repeated" || resolved === undefined) return change;
  return isOver(waitFrom(resolved.at, STILL_FIRING_MS), now) ? "fired" : "outdated";
}

function count(delta: Delta, change: Change, severity: Severity): void {
  if (change === "fired" || change === "refired") delta.began[severity]++;
  if (change === "resolved" || change === "refired") delta.ended[severity]++;
  if (change === "refired") delta.beganAnew = true;
}

function deltaOf(deltas: Map<string, Delta>, record: IncidentRecord): Delta {
  const known = deltas.get(record.incident.id);
  if (known !== undefined) return known;
  const fresh: Delta = { record, began: { page: 0, ticket: 0 }, ended: { page: 0, ticket: 0 }, beganAnew: false };
  deltas.set(record.incident.id, fresh);
  return fresh;
}

/** The incidents that a notification may touch. */
class Incidents {
  readonly #byId = new Map<string, IncidentRecord>();
  readonly #openByKey = new Map<string, string>();

  static async load(
    queries: Queries,
    source: Source,
    reports: readonly AlertReport[],
    rows: ReadonlyMap<string, AlertRow>,
  ): Promise<Incidents> {
    const incidents = new Incidents();
    const firing = reports.filter(({ status }) => status === "firing");
    const keys = new Set(firing.map(({ labels }) => incidentKey(source, labels)));
    for (const record of await openIncidents(queries, [...keys])) incidents.put(record);
    const ids = new Set(Array.from(rows.values(), ({ incidentId }) => incidentId).filter((id) => id !== null));
    const unknown = [...ids].filter((id) => incidents.byId(id) === undefined);
    for (const record of await incidentsById(queries, unknown)) incidents.put(record);
    return incidents;
  }

  byId(id: string | undefined): IncidentRecord | undefined {
    return id === undefined ? undefined : this.#byId.get(id);
  }

  openFor(key: string, newId: () => string, now: number): IncidentRecord {
    const open = this.byId(this.#openByKey.get(key));
    if (open !== undefined) return open;
    const record = { incident: newIncident(newId(), key, now), about: {}, entries: 0, messages: 0 };
    this.put(record);
    return record;
  }

  put(record: IncidentRecord): void {
    const { id, key, state } = record.incident;
    this.#byId.set(id, record);
    if (state !== "resolved") this.#openByKey.set(key, id);
  }
}
