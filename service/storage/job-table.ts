import type { Database, Queries } from "../../foundation/storage/database.ts";
import { isOverSql, type Wait } from "../../foundation/storage/wait.ts";

export interface ClaimedJob {
  readonly kind: string;
  readonly subject: string;
  /** 1 for the first try. */
  readonly attempts: number;
  readonly traceparent: string | null;
  /** Why the try before this one failed. */
  readonly last_error: string | null;
  /** For a recurring job the time of the calendar that it is about. */
  readonly round_at: number | null;
  /** When this try was due. */
  readonly due_at: number;
  /** This claim, and no other one. */
  readonly owner: string;
}

/** How long a job belongs to who claimed it, unless renewed. After a crash others wait this long. */
export const LEASE_MS = 30_000;
const GIVEN_UP_KEPT_MS = 30 * 86_400_000;

export async function addJob(
  queries: Queries,
  job: { kind: string; subject: string; wait: Wait; traceparent: string | null },
): Promise<void> {
  const begins = "jobs.given_up_at IS NOT NULL OR (jobs.owner IS NULL AND excluded.due_at < jobs.due_at)";
  const comesSooner = "jobs.owner IS NOT NULL AND (jobs.again_at IS NULL OR excluded.due_at <= jobs.again_at)";
  await queries.query(
    `INSERT INTO jobs (kind, subject, due_at, due_since, traceparent, added_at) VALUES ($1, $2, $3, $4, $5, $4)
     ON CONFLICT (kind, subject) DO UPDATE SET
       again_at = CASE WHEN ${comesSooner} THEN excluded.due_at ELSE jobs.again_at END,
       again_since = CASE WHEN ${comesSooner} THEN excluded.due_since ELSE jobs.again_since END,
       due_at = CASE WHEN ${begins} THEN excluded.due_at ELSE jobs.due_at END,
       due_since = CASE WHEN ${begins} THEN excluded.due_since ELSE jobs.due_since END,
       attempts = CASE WHEN jobs.given_up_at IS NOT NULL THEN 0 ELSE jobs.attempts END,
       traceparent = CASE WHEN jobs.given_up_at IS NOT NULL THEN excluded.traceparent ELSE jobs.traceparent END,
       given_up_at = NULL`,
    [job.kind, job.subject, job.wait.until, job.wait.since, job.traceparent],
  );
}

/** Adds a recurring job. One that is there keeps its time over a restart, unless it would now be due before and has no round to make up for. */
export async function addRecurring(database: Database, kind: string, dueAt: number, now: number): Promise<void> {
  await database.query(
    `INSERT INTO jobs (kind, subject, due_at, due_since, round_at, added_at) VALUES ($1, $1, $2, $3, $2, $3)
     ON CONFLICT (kind, subject) DO UPDATE SET
       due_at = excluded.due_at, due_since = excluded.due_since, round_at = excluded.round_at
     WHERE excluded.due_at < jobs.due_at AND (jobs.round_at IS NULL OR jobs.round_at > $3)`,
    [kind, dueAt, now],
  );
}

const CLAIMABLE = `${isOverSql({ since: "due_since", until: "due_at" }, "$1")}
  AND ${isOverSql({ since: `owned_until - ${LEASE_MS}`, until: "owned_until" }, "$1")} AND given_up_at IS NULL`;

export async function kindsDue(database: Database, now: number): Promise<string[]> {
  const rows = await database.query<{ kind: string }>(`SELECT DISTINCT kind FROM jobs WHERE ${CLAIMABLE}`, [now]);
  return rows.map(({ kind }) => kind);
}

/**
 * Takes up to `limit` due jobs of a kind, the longest due first, and counts the try before it begins. Whose lease ended
 * only because the clock was put back may still be running: none of the claims in `except` is taken over, and such a try
 * is not counted again.
 */
export async function claimJobs(
  database: Database,
  claim: { kind: string; now: number; limit: number; owner: string; except: readonly string[] },
): Promise<ClaimedJob[]> {
  const { kind, now, limit, owner, except } = claim;
  const others =
    except.length === 0 ? "" : `AND (owner IS NULL OR owner NOT IN (${except.map((_, at) => `$${at + 6}`)}))`;
  const skipLocked = database.system === "postgresql" ? "FOR UPDATE SKIP LOCKED" : "";
  // Not as a subquery of IN: PostgreSQL may run that more than once, each time with other jobs.
  return database.query<ClaimedJob>(
    `WITH claimable AS (
       SELECT kind, subject FROM jobs WHERE ${CLAIMABLE} AND kind = $2 ${others} ORDER BY due_at LIMIT $3 ${skipLocked}
     )
     UPDATE jobs SET
       owner = $4, owned_until = $5, attempts = attempts + CASE WHEN owned_until > $1 THEN 0 ELSE 1 END,
       again_at = CASE WHEN ${isOverSql({ since: "again_since", until: "again_at" }, "$1")} THEN NULL ELSE again_at END
     WHERE (kind, subject) IN (SELECT kind, subject FROM claimable)
     RETURNING kind, subject, attempts, traceparent, last_error, round_at, due_at, owner`,
    [now, kind, limit, owner, now + LEASE_MS, ...except],
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
    `UPDATE jobs SET owner = NULL, owned_until = 0, attempts = 0, last_error = NULL,
       due_at = again_at, due_since = again_since, again_at = NULL
     WHERE kind = $1 AND subject = $2 AND owner = $3 AND again_at IS NOT NULL`,
    keyOf(job),
  );
}

/** Puts a job back for another time, or for when it was added again if that is sooner. `attempts` is what it has used up. */
export async function putBackJob(
  database: Database,
  job: ClaimedJob,
  later: { wait: Wait; roundAt: number | null; attempts: number; error: string | null },
): Promise<void> {
  await database.query(
    `UPDATE jobs SET owner = NULL, owned_until = 0, due_at = CASE WHEN again_at < $4 THEN again_at ELSE $4 END,
       due_since = $5, again_at = NULL, attempts = $6,
       last_error = $7, round_at = $8
     WHERE kind = $1 AND subject = $2 AND owner = $3`,
    [...keyOf(job), later.wait.until, later.wait.since, later.attempts, later.error, later.roundAt],
  );
}

/** Keeps a job that failed for good, for people to look at; one that was added again while it ran begins anew. */
export async function giveUpJob(database: Database, job: ClaimedJob, error: string, now: number): Promise<void> {
  await database.query(
    `UPDATE jobs SET owner = NULL, owned_until = 0, attempts = CASE WHEN again_at IS NULL THEN attempts ELSE 0 END,
       given_up_at = CASE WHEN again_at IS NULL THEN CAST($4 AS BIGINT) END,
       due_at = CASE WHEN again_at IS NULL THEN due_at ELSE again_at END,
       due_since = CASE WHEN again_at IS NULL THEN due_since ELSE again_since END, again_at = NULL, last_error = $5
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
