import type { Database, Queries } from "../../foundation/storage/database.ts";
import { isOverSql } from "../../foundation/storage/wait.ts";
import type { Attempt, Message } from "../channels/channel.ts";
import { LEASE_MS } from "../storage/message-rows.ts";

/** A message that is ours to deliver until the lease ends. */
export interface Claimed {
  readonly message: Message;
  /** What shares a rate and a circuit breaker. */
  readonly place: string;
  /** 1 for the first. */
  readonly attempt: number;
}

export interface ClaimOptions {
  readonly owner: string;
  readonly now: number;
  readonly limit: number;
  /** Places that are not spoken to for now. */
  readonly closed: readonly string[];
}

interface Candidate {
  readonly id: string;
  readonly destination: string;
  readonly priority: number;
  readonly attempts: number;
  readonly message: string;
}

/** PagerDuty takes about 120 events a minute for a routing key. */
const RATE_PER_MINUTE = 100;
/** Of these, a share that only new pages may use: a storm of ends and repeats must not keep a page waiting. */
const KEPT_FOR_PAGES = 20;
const CANDIDATES = 200;

const IS_DUE = isOverSql({ since: "due_since", until: "due_at" }, "$1");
const IS_FREE = `(lease_until IS NULL OR ${isOverSql({ since: `lease_until - ${LEASE_MS}`, until: "lease_until" }, "$1")})`;

/** Claims messages that are due: pages first, in order within each key and place, as many as the place's rate allows. */
export async function claim(database: Database, options: ClaimOptions): Promise<Claimed[]> {
  const { owner, now, limit, closed } = options;
  return database.transaction(async (queries) => {
    const full = await placesAtTheirRate(queries, now);
    const avoid = [...closed, ...Array.from(full).flatMap(([place, used]) => (used >= RATE_PER_MINUTE ? [place] : []))];
    const skip = avoid.map((_, index) => `$${index + 2}`);
    const candidates = await queries.query<Candidate>(
      `SELECT id, destination, priority, attempts, message FROM messages m
       WHERE state = 'waiting' AND ${IS_DUE} AND ${IS_FREE}
         ${skip.length === 0 ? "" : `AND destination NOT IN (${skip})`}
         AND NOT EXISTS (SELECT 1 FROM messages e WHERE e.dedup_key = m.dedup_key
           AND e.destination = m.destination AND e.state = 'waiting' AND e.seq < m.seq)
       ORDER BY priority, due_at LIMIT ${CANDIDATES}${database.system === "postgresql" ? " FOR UPDATE SKIP LOCKED" : ""}`,
      [now, ...avoid],
    );
    const chosen = candidates.filter((candidate) => take(full, candidate)).slice(0, limit);
    for (const { id } of chosen) {
      await queries.query(
        "UPDATE messages SET lease_owner = $2, lease_until = $3, attempts = attempts + 1 WHERE id = $1",
        [id, owner, now + LEASE_MS],
      );
    }
    return chosen.map(({ message, destination, attempts }) => ({
      // What was written here is what is read here.
      message: JSON.parse(message) as Message,
      place: destination,
      attempt: attempts + 1,
    }));
  });
}

function take(used: Map<string, number>, { destination, priority }: Candidate): boolean {
  const count = used.get(destination) ?? 0;
  if (count >= (priority === 0 ? RATE_PER_MINUTE : RATE_PER_MINUTE - KEPT_FOR_PAGES)) return false;
  used.set(destination, count + 1);
  return true;
}

/** Attempts of the last minute, and those under way, of all replicas. */
async function placesAtTheirRate({ query }: Queries, now: number): Promise<Map<string, number>> {
  const rows = await query<{ destination: string; used: number }>(
    `SELECT destination, COUNT(*) AS used FROM (
       SELECT destination FROM attempts WHERE at > $1 AND at <= $2
       UNION ALL SELECT destination FROM messages WHERE state = 'waiting' AND lease_until > $2 AND lease_until <= $3
     ) AS recent GROUP BY destination`,
    [now - 60_000, now, now + LEASE_MS],
  );
  return new Map(rows.map(({ destination, used }) => [destination, used]));
}

/** What became of an attempt. */
export interface Finished {
  readonly claimed: Claimed;
  readonly attempt: Attempt;
  readonly startedAt: number;
  readonly now: number;
  /** When it is tried again; undefined when it is not. */
  readonly retryAt: number | undefined;
  readonly attemptId: string;
  readonly owner: string;
}

export type MessageState = "sent" | "waiting" | "dead_letter";

/** Writes down how an attempt ended. The transaction is the caller's. */
export async function finish({ query }: Queries, finished: Finished): Promise<MessageState> {
  const { claimed, attempt, startedAt, now, retryAt, attemptId, owner } = finished;
  const { id } = claimed.message;
  await query(
    "INSERT INTO attempts (id, message_id, destination, at, duration_ms, outcome, detail) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    [attemptId, id, claimed.place, startedAt, now - startedAt, attempt.outcome, attempt.detail.slice(0, 2_000)],
  );
  const state = attempt.outcome === "accepted" ? "sent" : retryAt === undefined ? "dead_letter" : "waiting";
  // Accepted stays accepted, whoever holds the lease by now; anything else is for the holder to say.
  await query(
    `UPDATE messages SET state = $2, due_at = $3, due_since = $4, finished_at = $5, lease_owner = NULL, lease_until = NULL
     WHERE id = $1 AND state = 'waiting' AND ($6 = 1 OR lease_owner = $7)`,
    [id, state, retryAt ?? now, now, state === "waiting" ? null : now, state === "sent" ? 1 : 0, owner],
  );
  return state;
}

/** Gives back what was claimed and not tried. */
export async function giveBack(
  { query }: Queries,
  { message }: Claimed,
  owner: string,
  dueAt: number,
  now: number,
): Promise<void> {
  await query(
    `UPDATE messages SET lease_owner = NULL, lease_until = NULL, attempts = attempts - 1, due_at = $3, due_since = $4
     WHERE id = $1 AND lease_owner = $2 AND state = 'waiting'`,
    [message.id, owner, dueAt, now],
  );
}

/** Puts a dead letter back into the outbox; false when it is none. */
export async function revive({ query }: Queries, id: string, now: number): Promise<boolean> {
  const rows = await query(
    `UPDATE messages SET state = 'waiting', due_at = $2, due_since = $2, created_at = $2, attempts = 0, finished_at = NULL
     WHERE id = $1 AND state = 'dead_letter' RETURNING id`,
    [id, now],
  );
  return rows.length > 0;
}

/** With SQLite there is one process: whoever holds a lease when it starts is dead. */
export async function takeLeasesOfTheDead({ system, query }: Database): Promise<void> {
  if (system === "sqlite")
    await query("UPDATE messages SET lease_owner = NULL, lease_until = NULL WHERE lease_until IS NOT NULL");
}
