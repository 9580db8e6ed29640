import type { Queries } from "../../foundation/storage/database.ts";
import { INITIAL_BEAT } from "../incidents/dead-mans-switch.ts";
import { insertRows } from "./many-rows.ts";

/** The last sign of life of each of those who watch for us (Unix milliseconds). */
export async function lastBeats({ query }: Queries): Promise<Map<string, number>> {
  const rows = await query<{ name: string; last_at: number }>("SELECT name, last_at FROM heartbeats ORDER BY name");
  return new Map(rows.map(({ name, last_at }) => [name, last_at]));
}

/** The sign of life of who was silent for longest; undefined when nobody is expected. */
export async function oldestBeat(queries: Queries): Promise<number | undefined> {
  const beats = [...(await lastBeats(queries)).values()];
  return beats.length === 0 ? undefined : Math.min(...beats);
}

export async function saveBeats(queries: Queries, beats: ReadonlyMap<string, number>): Promise<void> {
  const onConflict = "ON CONFLICT (name) DO UPDATE SET last_at = excluded.last_at";
  await insertRows(queries, "heartbeats", ["name", "last_at"], [...beats], onConflict);
}

export async function forgetBeats({ query }: Queries, names: readonly string[]): Promise<void> {
  for (const name of names) await query("DELETE FROM heartbeats WHERE name = $1", [name]);
}

/** A router that was never told anything counts from its first start. */
export async function expectHeartbeats({ query }: Queries, now: number): Promise<void> {
  const sql =
    "INSERT INTO heartbeats (name, last_at) SELECT $1, CAST($2 AS BIGINT) WHERE NOT EXISTS (SELECT 1 FROM heartbeats)";
  await query(sql, [INITIAL_BEAT, now]);
}
