import type { Queries } from "../../foundation/storage/database.ts";

/** Ends a session before its time; `until` (Unix milliseconds) is when it would have ended by itself. */
export async function endSession({ query }: Queries, id: string, until: number): Promise<void> {
  await query("INSERT INTO ended_sessions (id, until) VALUES ($1, $2) ON CONFLICT DO NOTHING", [id, until]);
}

export async function hasSessionEnded({ query }: Queries, id: string): Promise<boolean> {
  return (await query("SELECT 1 AS found FROM ended_sessions WHERE id = $1", [id])).length > 0;
}
