import type { Queries } from "../../foundation/storage/database.ts";
import type { EntityName, RecordBody, VersionedRecord } from "../outside/old-system.ts";
import type { LabelsOf } from "../telemetry/metrics.ts";

export type Target = LabelsOf<"sync_writes_total">["target"];
export type WriteOutcome = LabelsOf<"sync_writes_total">["outcome"];
export const TARGETS = ["old_system", "new_system"] as const satisfies readonly Target[];

/** A write that one system owes the other. */
export interface SyncWrite extends VersionedRecord {
  readonly writeId: string;
  readonly target: Target;
  readonly entity: EntityName;
  /** What stood there before; undefined for a new record. */
  readonly before: RecordBody | undefined;
}

interface WriteRow {
  readonly id: string;
  readonly target: Target;
  readonly entity: EntityName;
  readonly entity_id: string;
  readonly version: number;
  readonly body: string;
  readonly before_body: string | null;
}

/** Adds a write, unless this version is there already. */
export async function addWrite(queries: Queries, write: SyncWrite, now: number): Promise<void> {
  await queries.query(
    `INSERT INTO sync_writes (id, target, entity, entity_id, version, body, before_body, state, added_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, 'pending', $8)
     ON CONFLICT (target, entity, entity_id, version) DO NOTHING`,
    [
      write.writeId,
      write.target,
      write.entity,
      write.id,
      write.version,
      JSON.stringify(write.body),
      write.before === undefined ? null : JSON.stringify(write.before),
      now,
    ],
  );
}

/** What waits to be written for one record, in the order of its versions. */
export async function pendingWrites(
  queries: Queries,
  target: Target,
  entity: EntityName,
  id: string,
): Promise<SyncWrite[]> {
  const rows = await queries.query<WriteRow>(
    `SELECT * FROM sync_writes WHERE target = $1 AND entity = $2 AND entity_id = $3 AND state = 'pending' ORDER BY version`,
    [target, entity, id],
  );
  return rows.map(asWrite);
}

/**
 * Ends a write; answers false when it has ended before. One that failed, for a reason that is kept, waits for a person until
 * a later write of its record has ended: the newest says everything.
 */
export async function endWrite(
  queries: Queries,
  writeId: string,
  state: WriteOutcome,
  now: number,
  reason: string | null = null,
): Promise<boolean> {
  const [ended] = await queries.query<WriteRow>(
    "UPDATE sync_writes SET state = $2, ended_at = $3, reason = $4 WHERE id = $1 AND state = 'pending' RETURNING *",
    [writeId, state, now, reason],
  );
  if (ended === undefined) return false;
  await queries.query(
    `UPDATE sync_writes SET state = 'overtaken'
     WHERE target = $1 AND entity = $2 AND entity_id = $3 AND state = 'failed' AND version < $4`,
    [ended.target, ended.entity, ended.entity_id, ended.version],
  );
  return true;
}

/** A write that waits for a person. */
export interface SetAside extends Omit<SyncWrite, "before"> {
  readonly reason: string;
  /** Unix milliseconds. */
  readonly since: number;
}

/** What has failed for ever, the oldest first. */
export async function listSetAside(queries: Queries, limit: number): Promise<SetAside[]> {
  const rows = await queries.query<WriteRow & { reason: string | null; ended_at: number }>(
    "SELECT * FROM sync_writes WHERE state = 'failed' ORDER BY ended_at, id LIMIT $1",
    [limit],
  );
  return rows.map((row) => {
    const { before: _, ...write } = asWrite(row);
    return { ...write, reason: row.reason ?? "", since: row.ended_at };
  });
}

/** How many have failed for ever, for each target that has any. */
export async function countSetAside(queries: Queries): Promise<Array<{ target: Target; writes: number }>> {
  return queries.query(
    "SELECT target, COUNT(*) AS writes FROM sync_writes WHERE state = 'failed' GROUP BY target ORDER BY target",
  );
}

/** Lets a write that has failed wait again, as if it had been added now; undefined when no such write has failed. */
export async function retryWrite(
  queries: Queries,
  writeId: string,
  now: number,
): Promise<Pick<SyncWrite, "target" | "entity" | "id"> | undefined> {
  const [row] = await queries.query<WriteRow>(
    `UPDATE sync_writes SET state = 'pending', added_at = $2, ended_at = NULL, reason = NULL
     WHERE id = $1 AND state = 'failed' RETURNING *`,
    [writeId, now],
  );
  return row === undefined ? undefined : asWrite(row);
}

export interface Backlog {
  readonly target: Target;
  readonly pending: number;
  /** When the oldest of them was added. */
  readonly since: number;
}

/** What waits in each direction; nothing is said of a target that waits for nothing. */
export async function readBacklog(queries: Queries): Promise<Backlog[]> {
  return queries.query<Backlog>(
    `SELECT target, COUNT(*) AS pending, MIN(added_at) AS since FROM sync_writes WHERE state = 'pending' GROUP BY target`,
  );
}

/** The records that were carried in a span of time, by their keys after `doneTo`. */
export async function recordsWritten(
  queries: Queries,
  { since, until, doneTo }: { readonly since: number; readonly until: number; readonly doneTo: string },
  limit: number,
): Promise<Array<{ key: string; entity: EntityName; id: string }>> {
  return queries.query(
    `SELECT DISTINCT entity || '/' || entity_id AS key, entity, entity_id AS id FROM sync_writes
     WHERE target = 'old_system' AND added_at >= $1 AND added_at <= $2 AND entity || '/' || entity_id > $3
     ORDER BY key LIMIT $4`,
    [since, until, doneTo, limit],
  );
}

/** How many records of each entity were changed in a span of time; new ones are not among them. */
export async function countRecordsChanged(
  queries: Queries,
  { since, until }: { readonly since: number; readonly until: number },
): Promise<Array<{ entity: EntityName; records: number }>> {
  return queries.query(
    `SELECT entity, COUNT(DISTINCT entity_id) AS records FROM sync_writes
     WHERE target = 'old_system' AND before_body IS NOT NULL AND added_at >= $1 AND added_at <= $2
     GROUP BY entity ORDER BY entity`,
    [since, until],
  );
}

/** What was carried of one record in a span of time, the newest first. New records have nothing before them. */
export async function changesOf(
  queries: Queries,
  entity: EntityName,
  id: string,
  { since, until }: { readonly since: number; readonly until: number },
): Promise<Array<{ body: RecordBody; before: RecordBody }>> {
  const rows = await queries.query<WriteRow>(
    `SELECT * FROM sync_writes WHERE target = 'old_system' AND entity = $1 AND entity_id = $2
       AND added_at >= $3 AND added_at <= $4 ORDER BY version DESC`,
    [entity, id, since, until],
  );
  return rows.map(asWrite).flatMap(({ body, before }) => (before === undefined ? [] : [{ body, before }]));
}

/** Forgets writes that have ended before a time; not those that wait for a person. */
export async function forgetWrites(queries: Queries, before: number): Promise<void> {
  await queries.query("DELETE FROM sync_writes WHERE state NOT IN ('pending', 'failed') AND ended_at < $1", [before]);
}

function asWrite(row: WriteRow): SyncWrite {
  return {
    writeId: row.id,
    target: row.target,
    entity: row.entity,
    id: row.entity_id,
    version: row.version,
    body: JSON.parse(row.body),
    before: row.before_body === null ? undefined : JSON.parse(row.before_body),
  };
}
