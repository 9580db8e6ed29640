import type { Queries } from "../../foundation/storage/database.ts";

/** The sign of life that Prometheus sends through Alertmanager. */
const NAME = "dead-mans-switch";

/** Notes a sign of life. */
export async function beat({ query }: Queries, now: number): Promise<void> {
  const sql =
    "INSERT INTO heartbeats (name, last_at) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET last_at = excluded.last_at";
  await query(sql, [NAME, now]);
}

/** A router that was never told anything counts from its first start. */
export async function expectHeartbeats({ query }: Queries, now: number): Promise<void> {
  await query("INSERT INTO heartbeats (name, last_at) VALUES ($1, $2) ON CONFLICT DO NOTHING", [NAME, now]);
}

/** Unix milliseconds of the last sign of life. */
export async function lastBeat({ query }: Queries): Promise<number | undefined> {
  const [row] = await query<{ last_at: number }>("SELECT last_at FROM heartbeats WHERE name = $1", [NAME]);
  return row?.last_at;
}
