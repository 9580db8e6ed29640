import { join } from "node:path";
import type { Database, DatabaseOptions, StatementObserver } from "../../foundation/storage/database.ts";
import { readMigrations } from "../../foundation/storage/migrate.ts";
import { openDatabase } from "../../foundation/storage/open-database.ts";

const MIGRATIONS = join(import.meta.dirname, "migrations");

/** Opens the service's database (`sqlite:PATH`, `sqlite::memory:` or `postgres://…`) with its tables up to date. */
export async function openServiceDatabase(
  url: string,
  observe?: StatementObserver,
  options: Pick<DatabaseOptions, "before" | "connections"> = {},
): Promise<Database> {
  return openDatabase(url, readMigrations(MIGRATIONS), { ...options, observe });
}
