import type { Queries } from "../../foundation/storage/database.ts";
import { isOverSql } from "../../foundation/storage/wait.ts";

/** A page is in time when somebody's PagerDuty or mail server has accepted it within this. */
export const IN_TIME_MS = 60_000;
/** Email takes over early enough to be in time itself. */
export const FALLBACK_AFTER_MS = 40_000;

/** A page that nobody had accepted when it was asked for. */
export interface OpenPage {
  readonly dedupKey: string;
  readonly incidentId: string;
  readonly createdAt: number;
}

interface Row {
  readonly dedup_key: string;
  readonly incident_id: string;
  readonly created_at: number;
}

const asPage = ({ dedup_key, incident_id, created_at }: Row): OpenPage => ({
  dedupKey: dedup_key,
  incidentId: incident_id,
  createdAt: created_at,
});

/** Notes the first acceptance of a page. Answers with the seconds it took, undefined when it was accepted before. */
export async function acceptPage(
  { query }: Queries,
  dedupKey: string,
  now: number,
): Promise<{ readonly seconds: number; readonly outcome: "in_time" | undefined } | undefined> {
  const [row] = await query<{ created_at: number; outcome: string | null }>(
    "UPDATE pages SET accepted_at = $2 WHERE dedup_key = $1 AND accepted_at IS NULL RETURNING created_at, outcome",
    [dedupKey, now],
  );
  if (row === undefined) return undefined;
  const isInTime = row.outcome === null && now - row.created_at <= IN_TIME_MS;
  if (isInTime) await query("UPDATE pages SET outcome = 'in_time' WHERE dedup_key = $1", [dedupKey]);
  return { seconds: Math.max(0, now - row.created_at) / 1_000, outcome: isInTime ? "in_time" : undefined };
}

/** Marks pages late that nobody has accepted in time; answers with how many. */
export async function markLate({ query }: Queries, now: number): Promise<number> {
  const rows = await query(
    "UPDATE pages SET outcome = 'late' WHERE outcome IS NULL AND created_at <= $1 RETURNING dedup_key",
    [now - IN_TIME_MS],
  );
  return rows.length;
}

/** Pages that email is to take over, each told of once. */
export async function takeUnaccepted({ query }: Queries, now: number, limit: number): Promise<OpenPage[]> {
  const rows = await query<Row>(
    `UPDATE pages SET fallback_sent = 1 WHERE dedup_key IN (
       SELECT dedup_key FROM pages WHERE accepted_at IS NULL AND fallback_sent = 0
         AND ${isOverSql({ since: "created_at", until: `created_at + ${FALLBACK_AFTER_MS}` }, "$1")}
         ORDER BY created_at LIMIT $2)
     RETURNING dedup_key, incident_id, created_at`,
    [now, limit],
  );
  return rows.map(asPage);
}

/** Lets email take a page over at once; undefined when it was accepted or taken over already. */
export async function takeOver({ query }: Queries, dedupKey: string): Promise<OpenPage | undefined> {
  const [row] = await query<Row>(
    `UPDATE pages SET fallback_sent = 1 WHERE dedup_key = $1 AND accepted_at IS NULL AND fallback_sent = 0
     RETURNING dedup_key, incident_id, created_at`,
    [dedupKey],
  );
  return row === undefined ? undefined : asPage(row);
}
