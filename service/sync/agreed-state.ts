import type { Queries } from "../../foundation/storage/database.ts";
import type { EntityName, VersionedRecord } from "../outside/old-system.ts";

/** What the old system is known to hold of a record. */
export async function readAgreed(
  queries: Queries,
  entity: EntityName,
  id: string,
): Promise<VersionedRecord | undefined> {
  const [row] = await queries.query<{ version: number; body: string }>(
    "SELECT version, body FROM sync_agreed WHERE entity = $1 AND entity_id = $2",
    [entity, id],
  );
  return row === undefined ? undefined : { id, version: row.version, body: JSON.parse(row.body) };
}

export async function writeAgreed(
  queries: Queries,
  entity: EntityName,
  { id, version, body }: VersionedRecord,
): Promise<void> {
  await queries.query(
    `INSERT INTO sync_agreed (entity, entity_id, version, body) VALUES ($1, $2, $3, $4)
     ON CONFLICT (entity, entity_id) DO UPDATE SET version = excluded.version, body = excluded.body`,
    [entity, id, version, JSON.stringify(body)],
  );
}

/** The old system has lost the record. */
export async function forgetAgreed(queries: Queries, entity: EntityName, id: string): Promise<void> {
  await queries.query("DELETE FROM sync_agreed WHERE entity = $1 AND entity_id = $2", [entity, id]);
}
