import type { Queries } from "../../foundation/storage/database.ts";
import { isOverSql } from "../../foundation/storage/wait.ts";
import { FALLBACK_AFTER_MS, IN_TIME_MS } from "../incidents/pages.ts";
import type { PageRecord } from "../incidents/records.ts";
import type { DueNeeds } from "../incidents/router-event.ts";
import { insertRows, rowsWith } from "./many-rows.ts";

interface Row {
  readonly dedup_key: string;
  readonly incident_id: string;
  readonly created_at: number;
  readonly accepted_at: number | null;
  readonly outcome: "in_time" | "late" | null;
  readonly fallback_sent: number;
}

const SELECT = "SELECT dedup_key, incident_id, created_at, accepted_at, outcome, fallback_sent FROM pages";

export async function pagesByKey(queries: Queries, dedupKeys: readonly string[]): Promise<PageRecord[]> {
  return (await rowsWith<Row>(queries, SELECT, "dedup_key", dedupKeys)).map(pageOf);
}

const IS_UNACCEPTED = isOverSql({ since: "created_at", until: `created_at + ${FALLBACK_AFTER_MS}` }, "$1");

/** Pages that nobody has accepted and that email was not told of, and pages that are late and were not counted so. */
export async function duePages(
  { query }: Queries,
  { now, limit }: Pick<DueNeeds, "now" | "limit">,
): Promise<PageRecord[]> {
  const rows = await query<Row>(
    `${SELECT} WHERE (outcome IS NULL OR accepted_at IS NULL)
       AND (accepted_at IS NULL AND fallback_sent = 0 AND ${IS_UNACCEPTED} OR outcome IS NULL AND created_at <= $2)
     ORDER BY created_at, dedup_key LIMIT $3`,
    [now, now - IN_TIME_MS, limit],
  );
  return rows.map(pageOf);
}

/** Pages of which there is none with their key yet. */
export async function insertPages(queries: Queries, pages: readonly PageRecord[]): Promise<void> {
  const rows = pages.map(({ dedupKey, incidentId, createdAt }) => [dedupKey, incidentId, createdAt]);
  await insertRows(queries, "pages", ["dedup_key", "incident_id", "created_at"], rows, "ON CONFLICT DO NOTHING");
}

export async function updatePages({ query }: Queries, pages: readonly PageRecord[]): Promise<void> {
  for (const { dedupKey, acceptedAt, outcome, isTakenOver } of pages) {
    await query("UPDATE pages SET accepted_at = $2, outcome = $3, fallback_sent = $4 WHERE dedup_key = $1", [
      dedupKey,
      acceptedAt ?? null,
      outcome ?? null,
      isTakenOver ? 1 : 0,
    ]);
  }
}

function pageOf(row: Row): PageRecord {
  return {
    dedupKey: row.dedup_key,
    incidentId: row.incident_id,
    createdAt: row.created_at,
    acceptedAt: row.accepted_at ?? undefined,
    outcome: row.outcome ?? undefined,
    isTakenOver: row.fallback_sent === 1,
  };
}
