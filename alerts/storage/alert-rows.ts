import type { Queries } from "../../foundation/storage/database.ts";
import type { Severity } from "../../slo/model/burn-policy.ts";
import type { Episode } from "../incidents/episode.ts";
import type { Source } from "../ingest/notification.ts";
import type { Labels } from "../routing/routing.ts";
import { insertRows, rowsWith } from "./many-rows.ts";

/** An alert and its newest episode. */
export interface AlertRow extends Episode {
  readonly fingerprint: string;
  readonly severity: Severity;
  readonly labels: Labels;
  readonly annotations: Labels;
  readonly incidentId: string | null;
  readonly lastSeenAt: number;
}

interface Row {
  readonly fingerprint: string;
  readonly status: Episode["status"];
  readonly starts_at: number;
  readonly severity: Severity;
  readonly labels: string;
  readonly annotations: string;
  readonly incident_id: string | null;
  readonly last_seen_at: number;
}

const COLUMNS = [
  "source",
  "fingerprint",
  "status",
  "starts_at",
  "severity",
  "labels",
  "annotations",
  "incident_id",
  "last_seen_at",
];
/** Not all of a storm is held as text at one time. */
const AT_A_TIME = 500;
const SELECT = `SELECT ${COLUMNS.slice(1)} FROM alerts`;
const UPSERT = `ON CONFLICT (source, fingerprint) DO UPDATE SET ${COLUMNS.slice(2).map((column) => `${column} = excluded.${column}`)}`;

/** What is known of alerts, by fingerprint. */
export async function loadAlerts(
  queries: Queries,
  source: Source,
  fingerprints: readonly string[],
): Promise<Map<string, AlertRow>> {
  const unique = [...new Set(fingerprints)];
  const rows = await rowsWith<Row>(queries, SELECT, "fingerprint", unique, "AND source = $1", [source]);
  return new Map(rows.map((row) => [row.fingerprint, alertOf(row)]));
}

/** The alerts of an incident, those that fire first. */
export async function alertsOf({ query }: Queries, incidentId: string, limit: number): Promise<AlertRow[]> {
  const sql = `${SELECT} WHERE incident_id = $1 ORDER BY status, starts_at DESC, fingerprint LIMIT $2`;
  return (await query<Row>(sql, [incidentId, limit])).map(alertOf);
}

export async function saveAlerts(queries: Queries, source: Source, alerts: readonly AlertRow[]): Promise<void> {
  for (let from = 0; from < alerts.length; from += AT_A_TIME) {
    const rows = alerts
      .slice(from, from + AT_A_TIME)
      .map((alert) => [
        source,
        alert.fingerprint,
        alert.status,
        alert.startsAt,
        alert.severity,
        JSON.stringify(alert.labels),
        JSON.stringify(alert.annotations),
        alert.incidentId,
        alert.lastSeenAt,
      ]);
    await insertRows(queries, "alerts", COLUMNS, rows, UPSERT);
  }
}

function alertOf(row: Row): AlertRow {
  return {
    fingerprint: row.fingerprint,
    status: row.status,
    startsAt: row.starts_at,
    severity: row.severity,
    labels: JSON.parse(row.labels),
    annotations: JSON.parse(row.annotations),
    incidentId: row.incident_id,
    lastSeenAt: row.last_seen_at,
  };
}
