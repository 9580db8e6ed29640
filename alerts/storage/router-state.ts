import type { Database } from "../../foundation/storage/database.ts";
import type { RouterState } from "../telemetry/metrics.ts";
import { lastBeat } from "../watch/heartbeats.ts";

/** What the gauges show, read from the tables: a restart forgets nothing. */
export async function readRouterState(database: Database, now: number): Promise<RouterState> {
  const incidents = await database.query<RouterState["incidents"][number]>(
    "SELECT severity, state, COUNT(*) AS count FROM incidents WHERE state <> 'resolved' GROUP BY severity, state",
  );
  const [outbox] = await database.query<{ due: number; waiting: number; dead: number; oldest: number | null }>(
    `SELECT COALESCE(SUM(CASE WHEN state = 'waiting' AND due_at <= $1 THEN 1 ELSE 0 END), 0) AS due,
       COALESCE(SUM(CASE WHEN state = 'waiting' AND due_at > $1 THEN 1 ELSE 0 END), 0) AS waiting,
       COALESCE(SUM(CASE WHEN state = 'dead_letter' THEN 1 ELSE 0 END), 0) AS dead,
       MIN(CASE WHEN state = 'waiting' AND due_at <= $1 THEN due_at END) AS oldest
     FROM messages WHERE state IN ('waiting', 'dead_letter')`,
    [now],
  );
  const last = await lastBeat(database);
  return {
    incidents,
    due: Number(outbox?.due ?? 0),
    waiting: Number(outbox?.waiting ?? 0),
    deadLetters: Number(outbox?.dead ?? 0),
    oldestDueAgeSeconds: outbox?.oldest ? Math.max(0, now - outbox.oldest) / 1_000 : 0,
    lastHeartbeatSeconds: last === undefined ? undefined : last / 1_000,
  };
}
