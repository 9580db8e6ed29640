import type { Database } from "../../foundation/storage/database.ts";

/** Few at a time: forgetting must not keep what comes in waiting. */
const AT_A_TIME = 500;

/** Forgets bodies, resolved incidents and all that belongs to them, older than `before` (Unix milliseconds). */
export async function forgetOld(database: Database, before: number): Promise<void> {
  await some(database, "notifications", "id", "received_at < $1", before);
  await some(database, "webhook_events", "id", "received_at < $1", before);
  await some(database, "ended_sessions", "id", "until < $1", before);
  await some(database, "pagerduty_links", "place", "known_at < $1", before);
  await some(database, "attempts", "id", "at < $1", before);
  await some(database, "messages", "id", "finished_at < $1 AND state IN ('sent', 'superseded')", before);
  await some(database, "pages", "dedup_key", "created_at < $1 AND outcome IS NOT NULL", before);
  await some(database, "alerts", "fingerprint", "status = 'resolved' AND last_seen_at < $1", before);
  await database.transaction(async ({ query }) => {
    const gone = await query<{ id: string }>(
      `SELECT id FROM incidents WHERE state = 'resolved' AND resolved_at < $1 ORDER BY resolved_at LIMIT ${AT_A_TIME}`,
      [before],
    );
    for (const { id } of gone) {
      await query("DELETE FROM timeline WHERE incident_id = $1", [id]);
      await query("DELETE FROM incidents WHERE id = $1", [id]);
    }
  });
}

async function some({ query }: Database, table: string, key: string, condition: string, before: number): Promise<void> {
  const old = `SELECT ${key} FROM ${table} WHERE ${condition} LIMIT ${AT_A_TIME}`;
  await query(`DELETE FROM ${table} WHERE ${condition} AND ${key} IN (${old})`, [before]);
}
