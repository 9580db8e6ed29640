import type { Queries } from "../../foundation/storage/database.ts";
import { CLOCKS_AGREE_WITHIN_MS, isOverSql } from "../../foundation/storage/wait.ts";
import { hidesMore, type Incident, NONE, newIncident, nextOf } from "../incidents/incident.ts";
import { type IncidentRecord, serviceOf, worstAbout } from "../incidents/records.ts";
import type { DueNeeds, Needs } from "../incidents/router-event.ts";
import { SOURCES } from "../routing/routing.ts";
import { insertRows, rowsWith } from "./many-rows.ts";

interface Row {
  readonly document: string;
  readonly about: string;
  readonly entries: number;
  readonly messages: number;
}

const COLUMNS = [
  "id",
  "incident_key",
  "state",
  "severity",
  "opened_at",
  "last_seen_at",
  "resolved_at",
  "next_at",
  "next_since",
  "stale",
  "source",
  "service",
  "hidden",
  "document",
  "about",
  "entries",
  "messages",
];
const SELECT = "SELECT document, about, entries, messages FROM incidents";
const UPSERT = `ON CONFLICT (id) DO UPDATE SET ${COLUMNS.slice(2).map((column) => `${column} = excluded.${column}`)}`;

/** Incidents with these keys that are open, or that have ended since. */
export async function incidentsByKey(
  queries: Queries,
  { of, endedSince }: NonNullable<Needs["keys"]>,
): Promise<IncidentRecord[]> {
  const isRecent = "AND (resolved_at IS NULL OR resolved_at > $1)";
  return (await rowsWith<Row>(queries, SELECT, "incident_key", of, isRecent, [endedSince])).map(recordOf);
}

export async function openOfServices(queries: Queries, services: readonly string[]): Promise<IncidentRecord[]> {
  return (await rowsWith<Row>(queries, SELECT, "service", services, "AND state <> 'resolved' AND service <> ''")).map(
    recordOf,
  );
}

export async function incidentsById(queries: Queries, ids: readonly string[]): Promise<IncidentRecord[]> {
  return (await rowsWith<Row>(queries, SELECT, "id", ids)).map(recordOf);
}

const IS_DUE = isOverSql({ since: "next_since", until: "next_at" }, "$1");

/** Incidents whose time has come, and with `allHidden` those that have something to hide. */
export async function dueIncidents({ query }: Queries, { now, allHidden, limit }: DueNeeds): Promise<IncidentRecord[]> {
  const due = `${SELECT} WHERE next_at IS NOT NULL AND ${IS_DUE} ORDER BY next_at, id LIMIT $2`;
  const rows = await query<Row>(due, [now, limit]);
  const hidden = allHidden ? await query<Row>(`${SELECT} WHERE hidden = 1 ORDER BY id`) : [];
  return [...rows, ...hidden].map(recordOf);
}

/**
 * Open incidents, not known to be stale, that nobody has spoken of for as long as their source may be silent, or that were last
 * heard of at a time that has not come yet: the clock was put back since.
 */
export async function silentIncidents(
  { query }: Queries,
  { now, silentBefore, limit }: DueNeeds,
): Promise<IncidentRecord[]> {
  const bySource = SOURCES.map((source, index) => `source = '${source}' AND last_seen_at < $${index + 3}`);
  const sql = `${SELECT} WHERE state <> 'resolved' AND stale = 0
    AND (last_seen_at > $1 OR ${bySource.join(" OR ")}) ORDER BY last_seen_at, id LIMIT $2`;
  const limits = SOURCES.map((source) => silentBefore[source]);
  return (await query<Row>(sql, [now + CLOCKS_AGREE_WITHIN_MS, limit, ...limits])).map(recordOf);
}

export async function saveIncidents(queries: Queries, records: readonly IncidentRecord[]): Promise<void> {
  const rows = records.map((record) => {
    const { incident, about, entries, messages } = record;
    const next = nextOf(incident);
    return [
      incident.id,
      incident.key,
      incident.state,
      incident.severity,
      incident.openedAt,
      incident.lastSeenAt,
      incident.resolved?.at ?? null,
      next?.at ?? null,
      next?.since ?? null,
      incident.staleSince === undefined ? 0 : 1,
      worstAbout(record).source,
      serviceOf(record),
      hidesMore(incident) ? 1 : 0,
      JSON.stringify(incident),
      JSON.stringify(about),
      entries,
      messages,
    ];
  });
  await insertRows(queries, "incidents", COLUMNS, rows, UPSERT);
}

export function recordOf({ document, about, entries, messages }: Row): IncidentRecord {
  // What was written here is what is read here.
  const written = JSON.parse(document) as Incident;
  return { incident: completed(written), about: JSON.parse(about), entries, messages };
}

/** Older routers wrote less: members had no fingerprints, and what they kept silent was all of the incident. */
function completed(document: Incident): Incident {
  const { news } = document;
  const written =
    news === undefined || news.members !== undefined ? document : { ...document, news: { ...news, members: [] } };
  if (written.hidden !== undefined) return { ...written, absences: written.absences ?? 0 };
  const incident = { ...newIncident(written.id, written.key, written.openedAt), ...written };
  const paging = incident.paging && { ...incident.paging, startedAt: written.openedAt, reached: [] };
  const isHidden = written.silencedUntil !== undefined;
  return { ...incident, paging, ...(isHidden ? { firing: NONE, hidden: written.firing } : {}) };
}
