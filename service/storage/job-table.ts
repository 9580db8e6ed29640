import type { Database, Queries } from "../../foundation/storage/database.ts";

export interface ClaimedJob {
  readonly kind: string;
  readonly subject: string;
  /** 1 for the first try. */
  readonly attempts: number;
  readonly traceparent: string | null;
  /** Why the try before this one failed. */
  readonly last_error: string | null;
  /** This claim, and no other one. */
  readonly owner: string;
}

/** How long a job belongs to who claimed it, unless renewed. After a crash others wait this long. */
export const LEASE_MS = 30_000;
const GIVEN_UP_KEPT_MS = 30 * 86_400_000;

export async function addJob(
  queries: Queries,
  job: { kind: string; subject: string; dueAt: number; addedAt: number; traceparent: string | null },
): Promise<void> {
  await queries.query(
    `INSERT INTO jobs (kind, subject, due_at, traceparent, added_at) VALUES ($1, $2, $3, $4, $5)
     ON CONFLICT (kind, subject) DO UPDATE SET
       again_at = CASE
         WHEN jobs.owner IS NULL THEN NULL
         WHEN jobs.again_at < excluded.due_at THEN jobs.again_at
         ELSE excluded.due_at END,
       due_at = CASE
         WHEN jobs.given_up_at IS NOT NULL THEN excluded.due_at
         WHEN jobs.owner IS NULL AND excluded.due_at < jobs.due_at THEN excluded.due_at
         ELSE jobs.due_at END,
       attempts = CASE WHEN jobs.given_up_at IS NOT NULL THEN 0 ELSE jobs.attempts END,
       traceparent = CASE WHEN jobs.given_up_at IS NOT NULL THEN excluded.traceparent ELSE jobs.traceparent END,
       given_up_at = NULL`,
    [job.kind, job.subject, job.dueAt, job.traceparent, job.addedAt],
  );
}

/** Adds a recurring job. One that is there keeps its time over a restart, unless it would now be due before. */
export async function addRecurring(database: Database, kind: string, dueAt: number, now: number): Promise<void> {
  await database.query(
    `INSERT INTO jobs (kind, subject, due_at, added_at) VALUES ($1, $1, $2, $3)
     ON CONFLICT (kind, subject) DO UPDATE SET due_at = excluded.due_at WHERE excluded.due_at < jobs.due_at`,
    [kind, dueAt, now],
  );
}

/** A job from the future was added before the clock was put back: when it is due by today's clock, nobody can say. */
const CLOCK_TOLERANCE_MS = 60_000;
const CLAIMABLE = `(due_at <= $1 OR added_at > $1 + ${CLOCK_TOLERANCE_MS}) AND owned_until <= $1 AND given_up_at IS NULL`;

export async function kindsDue(database: Database, now: number): Promise<string[]> {
  const rows = await database.query<{ kind: string }>(`SELECT DISTINCT kind FROM jobs WHERE ${CLAIMABLE}`, [now]);
  return rows.map(({ kind }) => kind);
}

/** Takes up to `limit` due jobs of a kind, the longest due first, and counts the try before it begins. */
export async function claimJobs(
  database: Database,
  { kind, now, limit, owner }: { kind: string; now: number; limit: number; owner: string },
): Promise<ClaimedJob[]> {
  const skipLocked = database.system === "postgresql" ? "FOR UPDATE SKIP LOCKED" : "";
  // Not as a subquery of IN: PostgreSQL may run that more than once, each time with other jobs.
  return database.query<ClaimedJob>(
    `WITH claimable AS (
       SELECT kind, subject FROM jobs WHERE ${CLAIMABLE} AND kind = $2 ORDER BY due_at LIMIT $3 ${skipLocked}
     )
     UPDATE jobs SET
       owner = $4, owned_until = $5, attempts = attempts + 1, again_at = CASE WHEN again_at > $1 THEN again_at END
     WHERE (kind, subject) IN (SELECT kind, subject FROM claimable)
     RETURNING kind, subject, attempts, traceparent, last_error, owner`,
    [now, kind, limit, owner, now + LEASE_MS],
  );
}

export async function renewLease(database: Database, job: ClaimedJob, now: number): Promise<void> {
  await database.query("UPDATE jobs SET owned_until = $4 WHERE kind = $1 AND subject = $2 AND owner = $3", [
    ...keyOf(job),
    now + LEASE_MS,
  ]);
}

/** Ends a job that succeeded, unless it was added again while it ran. */
export async function endJob(database: Database, job: ClaimedJob): Promise<void> {
  const ended = await database.query(
    "DELETE FROM jobs WHERE kind = $1 AND subject = $2 AND owner = $3 AND again_at IS NULL RETURNING kind",
    keyOf(job),
  );
  if (ended.length > 0) return;
  await database.query(
    `UPDATE jobs SET owner = NULL, owned_until = 0, attempts = 0, last_error = NULL, due_at = again_at, again_at = NULL
     WHERE kind = $1 AND subject = $2 AND owner = $3 AND again_at IS NOT NULL`,
    keyOf(job),
  );
}

/** Puts a job back for another time, or for when it was added again if that is sooner. `attempts` is what it has used up. */
export async function putBackJob(
  database: Database,
  job: ClaimedJob,
  later: { dueAt: number; attempts: number; error: string | null },
): Promise<void> {
  await database.query(
    `UPDATE jobs SET owner = NULL, owned_until = 0, due_at = CASE WHEN again_at < $4 THEN again_at ELSE $4 END,
       again_at = NULL, attempts = $5, last_error = $6
     WHERE kind = $1 AND subject = $2 AND owner = $3`,
    [...keyOf(job), later.dueAt, later.attempts, later.error],
  );
}

/** Keeps a job that failed for good, for people to look at; one that was added again while it ran begins anew. */
export async function giveUpJob(database: Database, job: ClaimedJob, error: string, now: number): Promise<void> {
  await database.query(
    `UPDATE jobs SET owner = NULL, owned_until = 0, attempts = CASE WHEN again_at IS NULL THEN attempts ELSE 0 END,
       given_up_at = CASE WHEN again_at IS NULL THEN CAST($4 AS BIGINT) END,
       due_at = CASE WHEN again_at IS NULL THEN due_at ELSE again_at END,
       again_at = NULL, last_error = $5
     WHERE kind = $1 AND subject = $2 AND owner = $3`,
    [...keyOf(job), now, error],
  );
  await database.query("DELETE FROM jobs WHERE given_up_at < $1", [now - GIVEN_UP_KEPT_MS]);
}

/** Seconds that the job of these kinds which waits longest has been due; 0 when none is. */
export async function oldestDueSeconds(database: Database, kinds: readonly string[], now: number): Promise<number> {
  const rows = await database.query<{ kind: string; due: number }>(
    `SELECT kind, MIN(due_at) AS due FROM jobs WHERE ${CLAIMABLE} GROUP BY kind`,
    [now],
  );
  const waits = rows.filter(({ kind }) => kinds.includes(kind)).map(({ due }) => (now - due) / 1_000);
  return Math.max(0, ...waits);
}

const keyOf = ({ kind, subject, owner }: ClaimedJob): [string, string, string] => [kind, subject, owner];
