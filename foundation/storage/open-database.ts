import type { Database, DatabaseOptions } from "./database.ts";
import { type Migration, migrate } from "./migrate.ts";
import { openPostgres, transactionTurns } from "./postgres.ts";
import { openSqlite } from "./sqlite.ts";

const MIGRATES_WITHIN_MS = 600_000;
const isSqlite = (url: string) => url.startsWith("sqlite:");

/**
 * Opens the database of an address (`sqlite:PATH`, `sqlite::memory:` or `postgres://…`) with its tables up to date.
 * Neither `observe` nor `before` hears of PostgreSQL's migrations.
 */
export async function openDatabase(
  url: string,
  migrations: readonly Migration[],
  options: DatabaseOptions = {},
): Promise<Database> {
  if (isSqlite(url)) return openMigratedSqlite(url, migrations, options);
  await migratePostgres(url, migrations);
  return openPostgres(url, options);
}

/** One database through several pools: who waits in one of them takes no connection from another. */
export interface Pools<Name extends string> {
  readonly of: (name: Name) => Database;
  /** The pools there are, by name. SQLite has one connection to write, and so one pool: `all`. */
  readonly list: ReadonlyArray<readonly [Name | "all", Database]>;
  readonly close: () => Promise<void>;
}

/** As openDatabase, through a pool for each name, with so many connections at most. */
export async function openPools<Name extends string>(
  url: string,
  migrations: readonly Migration[],
  connections: Readonly<Record<Name, number>>,
  options: Omit<DatabaseOptions, "connections"> = {},
): Promise<Pools<Name>> {
  if (isSqlite(url)) {
    const database = await openMigratedSqlite(url, migrations, options);
    return { of: () => database, list: [["all", database]], close: database.close };
  }
  await migratePostgres(url, migrations);
  const turns = transactionTurns();
  const pools = new Map<Name, Database>();
  for (const name in connections)
    pools.set(name, openPostgres(url, { ...options, connections: connections[name], turns }));
  return {
    of: (name) => {
      const pool = pools.get(name);
      if (pool === undefined) throw new Error(`there is no pool ${name}`);
      return pool;
    },
    list: [...pools],
    close: async () => {
      await Promise.all(Array.from(pools.values(), (pool) => pool.close()));
    },
  };
}

async function migratePostgres(url: string, migrations: readonly Migration[]): Promise<void> {
  // What it does to large tables takes longer than any request may, and others that start wait for it.
  const patient = openPostgres(url, { connections: 1, statementWithinMs: MIGRATES_WITHIN_MS });
  await migrate(patient, migrations).finally(patient.close);
}

async function openMigratedSqlite(
  url: string,
  migrations: readonly Migration[],
  options: DatabaseOptions,
): Promise<Database> {
  const database = openSqlite(url.slice("sqlite:".length), options);
  try {
    await migrate(database, migrations);
  } catch (error) {
    await database.close();
    throw error;
  }
  return database;
}
