import type { Database } from "../../foundation/storage/database.ts";
import { isOverSql } from "../../foundation/storage/wait.ts";

const IS_DUE = isOverSql({ since: "due_since", until: "due_at" }, "$1");

export interface OutboxState {
  /** Messages that should go out now, later, and never again. */
  readonly due: number;
  readonly waiting: number;
  readonly deadLetters: number;
  /** 0 when none is due. */
  readonly oldestDueAgeSeconds: number;
}

export async function readOutboxState(database: Database, now: number): Promise<OutboxState> {
  const [outbox] = await database.query<{ due: number; waiting: number; dead: number; oldest: number | null }>(
    `SELECT COALESCE(SUM(CASE WHEN state = 'waiting' AND ${IS_DUE} THEN 1 ELSE 0 END), 0) AS due,
       COALESCE(SUM(CASE WHEN state = 'waiting' AND NOT ${IS_DUE} THEN 1 ELSE 0 END), 0) AS waiting,
       COALESCE(SUM(CASE WHEN state = 'dead_letter' THEN 1 ELSE 0 END), 0) AS dead,
       MIN(CASE WHEN state = 'waiting' AND ${IS_DUE} THEN due_at END) AS oldest
     FROM messages WHERE state IN ('waiting', 'dead_letter')`,
    [now],
  );
  return {
    due: Number(outbox?.due ?? 0),
    waiting: Number(outbox?.waiting ?? 0),
    deadLetters: Number(outbox?.dead ?? 0),
    oldestDueAgeSeconds: outbox?.oldest ? Math.max(0, now - outbox.oldest) / 1_000 : 0,
  };
}
