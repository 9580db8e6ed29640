import type { Queries } from "../../foundation/storage/database.ts";
import type { EntityName, VersionedRecord } from "../outside/old-system.ts";

export interface Conflict {
  readonly conflictId: string;
  readonly entity: EntityName;
  readonly id: string;
  readonly ours: VersionedRecord;
  readonly theirs: VersionedRecord;
  readonly foundAt: number;
}

export type Resolution = "merged" | "old_system" | "new_system";

interface ConflictRow {
  readonly id: string;
  readonly entity: EntityName;
  readonly entity_id: string;
  readonly ours: string;
  readonly theirs: string;
  readonly found_at: number;
}

/** Keeps both sides of a conflict for a person. A record has one at most; what comes later is what it is about then. */
export async function openConflict(queries: Queries, conflict: Conflict): Promise<void> {
  const { conflictId, entity, id, ours, theirs, foundAt } = conflict;
  await queries.query(
    `INSERT INTO sync_conflicts (id, entity, entity_id, ours, theirs, found_at) VALUES ($1, $2, $3, $4, $5, $6)
     ON CONFLICT (entity, entity_id) WHERE resolution IS NULL DO UPDATE SET ours = excluded.ours, theirs = excluded.theirs`,
    [conflictId, entity, id, JSON.stringify(ours), JSON.stringify(theirs), foundAt],
  );
}

/** Ends the open conflict of a record; answers false when there is none. */
export async function closeConflict(
  queries: Queries,
  { entity, id }: Pick<Conflict, "entity" | "id">,
  resolution: Resolution,
  now: number,
): Promise<boolean> {
  const closed = await queries.query(
    `UPDATE sync_conflicts SET resolution = $3, resolved_at = $4
     WHERE entity = $1 AND entity_id = $2 AND resolution IS NULL RETURNING id`,
    [entity, id, resolution, now],
  );
  return closed.length > 0;
}

export async function readConflict(
  queries: Queries,
  conflictId: string,
): Promise<(Conflict & { readonly isOpen: boolean }) | undefined> {
  const [row] = await queries.query<ConflictRow & { resolution: Resolution | null }>(
    "SELECT * FROM sync_conflicts WHERE id = $1",
    [conflictId],
  );
  return row === undefined ? undefined : { ...asConflict(row), isOpen: row.resolution === null };
}

/** The open ones, the oldest first. */
export async function listConflicts(queries: Queries, limit: number): Promise<Conflict[]> {
  const sql = "SELECT * FROM sync_conflicts WHERE resolution IS NULL ORDER BY found_at, id LIMIT $1";
  return (await queries.query<ConflictRow>(sql, [limit])).map(asConflict);
}

export async function countConflicts(queries: Queries): Promise<number> {
  const sql = "SELECT COUNT(*) AS conflicts FROM sync_conflicts WHERE resolution IS NULL";
  const [open] = await queries.query<{ conflicts: number }>(sql);
  return open?.conflicts ?? 0;
}

function asConflict(row: ConflictRow): Conflict {
  return {
    conflictId: row.id,
    entity: row.entity,
    id: row.entity_id,
    ours: JSON.parse(row.ours),
    theirs: JSON.parse(row.theirs),
    foundAt: row.found_at,
  };
}
