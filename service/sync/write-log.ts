import type { Queries } from "../storage/database.ts";
import type { EntityName, RecordBody, VersionedRecord } from "./sync-entity.ts";

export type Target = "old_system" | "new_system";

/** A write that one system owes the other. */
export interface PendingWrite extends VersionedRecord {
  readonly writeId: string;
  readonly entity: EntityName;
  readonly baseVersion: number;
  /** What stood there before; undefined for a new record. */
  readonly before: RecordBody | undefined;
}

interface WriteRow {
  readonly id: string;
  readonly entity: EntityName;
  readonly entity_id: string;
  readonly version: number;
  readonly base_version: number;
  readonly body: string;
  readonly before_body: string | null;
}

export async function addWrite(queries: Queries, target: Target, write: PendingWrite, now: number): Promise<void> {
  await queries.query(
    `INSERT INTO sync_writes (id, target, entity, entity_id, version, base_version, body, before_body, state, added_at)
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, 'pending', $9)`,
    [
      write.writeId,
      target,
      write.entity,
      write.id,
      write.version,
      write.baseVersion,
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
): Promise<PendingWrite[]> {
  const rows = await queries.query<WriteRow>(
    `SELECT * FROM sync_writes WHERE target = $1 AND entity = $2 AND entity_id = $3 AND state = 'pending'
     ORDER BY version, added_at, id`,
    [target, entity, id],
  );
  return rows.map(asWrite);
}

/** The last state that both systems were, or will be, told. */
export async function lastKnown(
  queries: Queries,
  entity: EntityName,
  id: string,
): Promise<VersionedRecord | undefined> {
  const [row] = await queries.query<WriteRow>(
    `SELECT * FROM sync_writes WHERE entity = $1 AND entity_id = $2 AND (target = 'old_system' OR state = 'written')
     ORDER BY version DESC, added_at DESC, id DESC LIMIT 1`,
    [entity, id],
  );
  return row === undefined ? undefined : asWrite(row);
}

/** Ends a write; answers false when it has ended before. */
export async function endWrite(
  queries: Queries,
  writeId: string,
  state: "written" | "conflict",
  now: number,
): Promise<boolean> {
  const rows = await queries.query(
    "UPDATE sync_writes SET state = $2, ended_at = $3 WHERE id = $1 AND state = 'pending' RETURNING id",
    [writeId, state, now],
  );
  return rows.length > 0;
}

/** For each record that was written since a time, what it was before. */
export async function statesBefore(queries: Queries, since: number): Promise<PendingWrite[]> {
  const rows = await queries.query<WriteRow>(
    `SELECT * FROM sync_writes WHERE target = 'old_system' AND added_at >= $1 ORDER BY version, added_at, id`,
    [since],
  );
  const first = new Map<string, PendingWrite>();
  for (const write of rows.map(asWrite)) {
    const key = recordKey(write.entity, write.id);
    if (!first.has(key)) first.set(key, write);
  }
  return [...first.values()].filter(({ before }) => before !== undefined).reverse();
}

function asWrite(row: WriteRow): PendingWrite {
  return {
    writeId: row.id,
    entity: row.entity,
    id: row.entity_id,
    version: row.version,
    baseVersion: row.base_version,
    body: JSON.parse(row.body),
    before: row.before_body === null ? undefined : JSON.parse(row.before_body),
  };
}

/** The subject of a job about one record. */
export function recordKey(entity: EntityName, id: string): string {
  return `${entity}/${id}`;
}
