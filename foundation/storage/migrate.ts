import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Database } from "./database.ts";

/** Any number, as long as nobody else takes a lock of this one in the same database. */
const ADVISORY_LOCK = 4_711_020;

export interface Migration {
  /** The file's name; migrations run in the order of their names. */
  readonly name: string;
  readonly sql: string;
}

export function readMigrations(folder: string): Migration[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith(".sql"))
    .sort()
    .map((name) => ({ name, sql: readFileSync(join(folder, name), "utf8") }));
}

/**
 * Brings the tables up to date, all of it or nothing. Several processes may start at once.
 * Rejects when a migration that has run was edited since: databases would no longer be alike.
 */
export async function migrate(database: Database, migrations: readonly Migration[]): Promise<void> {
  await database.transaction(async ({ query }) => {
    if (database.system === "postgresql") {
      // What others did while this waited for the lock is to be seen.
      await query("SET TRANSACTION ISOLATION LEVEL READ COMMITTED");
      await query("SELECT pg_advisory_xact_lock($1)", [ADVISORY_LOCK]);
    }
    await query("CREATE TABLE IF NOT EXISTS migrations (name TEXT PRIMARY KEY, checksum TEXT NOT NULL)");
    const done = await query<{ name: string; checksum: string }>("SELECT name, checksum FROM migrations");
    const checksums = new Map(done.map(({ name, checksum }) => [name, checksum]));
    for (const { name, sql } of migrations) {
      const checksum = createHash("sha256").update(sql).digest("hex");
      const known = checksums.get(name);
      if (known === checksum) continue;
      if (known !== undefined) {
        throw new Error(`migration ${name} was edited after it had run; undo the edit and add a new migration instead`);
      }
      for (const statement of statementsOf(sql)) await query(statement);
      await query("INSERT INTO migrations (name, checksum) VALUES ($1, $2)", [name, checksum]);
    }
  });
}

/** The statements of a migration. They hold no semicolons of their own: no triggers, no such texts. */
function statementsOf(sql: string): string[] {
  return sql
    .replaceAll(/--.*$/gm, "")
    .split(";")
    .map((statement) => statement.trim())
    .filter((statement) => statement !== "");
}
