import type { Queries } from "../../foundation/storage/database.ts";
import { CLOCKS_AGREE_WITHIN_MS, isOverSql } from "../../foundation/storage/wait.ts";
import type { Incident } from "../incidents/incident.ts";
import { type IncidentRecord, nextOf } from "../incidents/records.ts";
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
  "document",
  "about",
  "entries",
  "messages",
];
const SELECT = "SELECT document, about, entries, messages FROM incidents";
const UPSERT = `ON CONFLICT (id) DO UPDATE SET ${COLUMNS.slice(2).map((column) => `${column} = excluded.${column}`)}`;

export async function openIncidents(queries: Queries, keys: readonly string[]): Promise<IncidentRecord[]> {
  return (await rowsWith<Row>(queries, SELECT, "incident_key", keys, "AND state <> 'resolved'")).map(recordOf);
}

export async function incidentsById(queries: Queries, ids: readonly string[]): Promise<IncidentRecord[]> {
  return (await rowsWith<Row>(queries, SELECT, "id", ids)).map(recordOf);
}

/** Incidents whose time has come. */
export async function dueIncidents({ query }: Queries, now: number, limit: number): Promise<IncidentRecord[]> {
  const isDue = isOverSql({ since: "next_since", until: "next_at" }, "$1");
  const sql = `${SELECT} WHERE next_at IS NOT NULL AND ${isDue} ORDER BY next_at LIMIT $2`;
  return (await query<Row>(sql, [now, limit])).map(recordOf);
}

/**
 * Open incidents, not known to be stale, that nobody has spoken of since `before`, or that were last heard of at a time that
 * has not come yet: the clock was put back since.
 */
export async function silentIncidents(
  { query }: Queries,
  before: number,
  now: number,
  limit: number,
): Promise<IncidentRecord[]> {
  const sql = `${SELECT} WHERE state <> 'resolved' AND stale = 0 AND (last_seen_at < $1 OR last_seen_at > $2)
    ORDER BY last_seen_at LIMIT $3`;
  return (await query<Row>(sql, [before, now + CLOCKS_AGREE_WITHIN_MS, limit])).map(recordOf);
}

export async function saveIncidents(queries: Queries, records: readonly IncidentRecord[]): Promise<void> {
  const rows = records.map(({ incident, about, entries, messages }) => {
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
  return { incident: JSON.parse(document) as Incident, about: JSON.parse(about), entries, messages };
}
