import type { TSchema } from "typebox";
import type { Queries, SqlValue } from "../../foundation/storage/database.ts";
import type { EntityName, VersionedRecord } from "../outside/old-system.ts";

export const ENTITIES = ["customer", "order", "delivery", "invoice"] as const satisfies readonly EntityName[];

/** The subject of a job about one record. */
export function recordKey(entity: EntityName, id: string): string {
  return `${entity}/${id}`;
}

/** Throws for a text that is no record's key. */
export function parseRecordKey(key: string): readonly [EntityName, string] {
  const entity = ENTITIES.find((name) => key.startsWith(`${name}/`));
  if (entity === undefined) throw new Error(`${key} names no record`);
  return [entity, key.slice(entity.length + 1)];
}

/** A table whose rows live in both systems. It has the columns id, version and updated_at besides those of the body. */
export interface SyncedTable {
  readonly entity: EntityName;
  readonly table: string;
  /** The columns of a body, and what each of them can hold. */
  readonly fields: Readonly<Record<string, TSchema>>;
  /**
   * The columns that a rollback may take back: what people have written. The others tell what has happened (placed,
   * delivered, invoiced, accepted, paid), which no rollback makes undone.
   */
  readonly takenBack: readonly string[];
  /** Whether the old system may bring new rows; otherwise they begin here. */
  readonly isBornThereToo?: boolean;
}

export const columnsOf = ({ fields }: Pick<SyncedTable, "fields">): string[] => Object.keys(fields);

/** Tells the old system of a row that the caller's transaction has written. */
export type Carry = (queries: Queries, entity: EntityName, id: string) => Promise<void>;

type Row = Readonly<Record<string, SqlValue>> & { readonly id: string; readonly version: number };

function recordOf(own: SyncedTable, row: Row): VersionedRecord {
  return {
    id: row.id,
    version: row.version,
    body: Object.fromEntries(columnsOf(own).map((name) => [name, row[name] ?? null])),
  };
}

export async function readRecord(queries: Queries, own: SyncedTable, id: string): Promise<VersionedRecord | undefined> {
  const [row] = await queries.query<Row>(`SELECT * FROM ${own.table} WHERE id = $1`, [id]);
  return row === undefined ? undefined : recordOf(own, row);
}

/** The next rows in the order of their ids. */
export async function listRecords(
  queries: Queries,
  own: SyncedTable,
  after: string,
  limit: number,
): Promise<VersionedRecord[]> {
  const sql = `SELECT * FROM ${own.table} WHERE id > $1 ORDER BY id LIMIT $2`;
  return (await queries.query<Row>(sql, [after, limit])).map((row) => recordOf(own, row));
}

/** Creates a row that the other system has brought; answers false when it is there already. */
export async function createRecord(
  queries: Queries,
  own: SyncedTable,
  { id, version, body }: VersionedRecord,
  now: number,
): Promise<boolean> {
  const columns = columnsOf(own);
  const names = ["id", "version", "updated_at", ...columns];
  const created = await queries.query(
    `INSERT INTO ${own.table} (${names.join(", ")}) VALUES (${names.map((_, index) => `$${index + 1}`).join(", ")})
     ON CONFLICT (id) DO NOTHING RETURNING id`,
    [id, version, now, ...columns.map((name) => body[name] ?? null)],
  );
  return created.length > 0;
}

/** Writes a row's body unless it has been written by somebody else since `baseVersion`; answers whether it did. */
export async function applyRecord(
  queries: Queries,
  own: SyncedTable,
  { id, version, body }: VersionedRecord,
  baseVersion: number,
  now: number,
): Promise<boolean> {
  const known = columnsOf(own).filter((name) => name in body);
  const assignments = known.map((name, index) => `${name} = $${index + 5}`);
  const written = await queries.query(
    `UPDATE ${own.table} SET ${["version = $2", "updated_at = $3", ...assignments].join(", ")}
     WHERE id = $1 AND version = $4 RETURNING id`,
    [id, version, now, baseVersion, ...known.map((name) => body[name] ?? null)],
  );
  return written.length > 0;
}
