import type { Queries } from "../../foundation/storage/database.ts";
import type { Severity } from "../../slo/model/burn-policy.ts";
import type { AlertRecord } from "../incidents/records.ts";
import type { Source } from "../routing/routing.ts";
import { insertRows, rowsWith } from "./many-rows.ts";

interface Row {
  readonly source: Source;
  readonly fingerprint: string;
  readonly status: AlertRecord["status"];
  readonly starts_at: number;
  readonly ends_at: number | null;
  readonly severity: Severity;
  readonly labels: string;
  readonly annotations: string;
  readonly incident_id: string | null;
  readonly told: number;
  readonly last_seen_at: number;
}

const COLUMNS = [
  "source",
  "fingerprint",
  "status",
  "starts_at",
  "ends_at",
  "severity",
  "labels",
  "annotations",
  "incident_id",
  "told",
  "last_seen_at",
];
/** Not all of a storm is held as text at one time. */
const AT_A_TIME = 500;
const SELECT = `SELECT ${COLUMNS} FROM alerts`;
const UPSERT = `ON CONFLICT (source, fingerprint) DO UPDATE SET ${COLUMNS.slice(2).map((column) => `${column} = excluded.${column}`)}`;

/** What is known of alerts, by fingerprint. */
export async function loadAlerts(
  queries: Queries,
  source: Source,
  fingerprints: readonly string[],
): Promise<Map<string, AlertRecord>> {
  const unique = [...new Set(fingerprints)];
  const rows = await rowsWith<Row>(queries, SELECT, "fingerprint", unique, "AND source = $1", [source]);
  return new Map(rows.map((row) => [row.fingerprint, alertOf(row)]));
}

/** Alerts of incidents that fire and of whom nobody was told. */
export async function untoldAlerts(queries: Queries, incidentIds: readonly string[]): Promise<AlertRecord[]> {
  const rows = await rowsWith<Row>(queries, SELECT, "incident_id", incidentIds, "AND status = 'firing' AND told = 0");
  return rows.map(alertOf);
}

/** The alerts of an incident, those that fire first. */
export async function alertsOf({ query }: Queries, incidentId: string, limit: number): Promise<AlertRecord[]> {
  const sql = `${SELECT} WHERE incident_id = $1 ORDER BY status, starts_at DESC, fingerprint LIMIT $2`;
  return (await query<Row>(sql, [incidentId, limit])).map(alertOf);
}

export async function saveAlerts(queries: Queries, alerts: readonly AlertRecord[]): Promise<void> {
  for (let from = 0; from < alerts.length; from += AT_A_TIME) {
    const rows = alerts
      .slice(from, from + AT_A_TIME)
      .map((alert) => [
        alert.source,
        alert.fingerprint,
        alert.status,
        alert.startsAt,
        alert.endsAt ?? null,
        alert.severity,
        JSON.stringify(alert.labels),
        JSON.stringify(alert.annotations),
        alert.incidentId,
        alert.isTold ? 1 : 0,
        alert.lastSeenAt,
      ]);
    await insertRows(queries, "alerts", COLUMNS, rows, UPSERT);
  }
}

function alertOf(row: Row): AlertRecord {
  return {
    source: row.source,
    fingerprint: row.fingerprint,
    status: row.status,
    startsAt: row.starts_at,
    endsAt: row.ends_at ?? undefined,
    severity: row.severity,
    labels: JSON.parse(row.labels),
    annotations: JSON.parse(row.annotations),
    incidentId: row.incident_id,
    isTold: row.told === 1,
    lastSeenAt: row.last_seen_at,
  };
}
