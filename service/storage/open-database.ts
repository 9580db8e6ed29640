import type { Database, DatabaseOptions, StatementObserver } from "./database.ts";
import { migrate } from "./migrate.ts";
import { openPostgres } from "./postgres.ts";
import { openSqlite } from "./sqlite.ts";

const MIGRATES_WITHIN_MS = 600_000;

/**
 * Opens the database of an address (`sqlite:PATH`, `sqlite::memory:` or `postgres://…`) with its tables up to date.
 * Neither `observe` nor `before` hear of PostgreSQL's migrations.
 */
export async function openDatabase(
  url: string,
  observe?: StatementObserver,
  options: Pick<DatabaseOptions, "before" | "connections"> = {},
): Promise<Database> {
  if (!url.startsWith("sqlite:")) {
    // What it does to large tables takes longer than any request may, and others that start wait for it.
    const patient = openPostgres(url, { connections: 1, statementWithinMs: MIGRATES_WITHIN_MS });
    await migrate(patient).finally(patient.close);
    return openPostgres(url, { ...options, observe });
  }
  const database = openSqlite(url.slice("sqlite:".length), { ...options, observe });
  try {
    await migrate(database);
  } catch (error) {
    await database.close();
    throw error;
  }
  return database;
}
