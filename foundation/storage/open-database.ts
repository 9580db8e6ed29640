import type { Database, DatabaseOptions } from "./database.ts";
import { type Migration, migrate } from "./migrate.ts";
import { openPostgres } from "./postgres.ts";
import { openSqlite } from "./sqlite.ts";

const MIGRATES_WITHIN_MS = 600_000;

/**
 * Opens the database of an address (`sqlite:PATH`, `sqlite::memory:` or `postgres://…`) with its tables up to date.
 * Neither `observe` nor `before` hears of PostgreSQL's migrations.
 */
export async function openDatabase(
  url: string,
  migrations: readonly Migration[],
  options: DatabaseOptions = {},
): Promise<Database> {
  if (!url.startsWith("sqlite:")) {
    // What it does to large tables takes longer than any request may, and others that start wait for it.
    const patient = openPostgres(url, { connections: 1, statementWithinMs: MIGRATES_WITHIN_MS });
    await migrate(patient, migrations).finally(patient.close);
    return openPostgres(url, options);
  }
  const database = openSqlite(url.slice("sqlite:".length), options);
  try {
    await migrate(database, migrations);
  } catch (error) {
    await database.close();
    throw error;
  }
  return database;
}
