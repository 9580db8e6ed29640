import { join } from "node:path";
import type { Database, DatabaseOptions, StatementObserver } from "../../foundation/storage/database.ts";
import { readMigrations } from "../../foundation/storage/migrate.ts";
import { openDatabase, openPools, type Pools } from "../../foundation/storage/open-database.ts";
import type { LabelsOf } from "../telemetry/metrics.ts";

const MIGRATIONS = join(import.meta.dirname, "migrations");

export type PoolName = Exclude<
  LabelsOf<"db_client_connection_pending_requests">["db_client_connection_pool_name"],
  "all"
>;

/**
 * Connections to PostgreSQL that each part of the service may have. A part that waits, because a table is locked or an index
 * is missing, waits in its own pool; whether the database answers at all is asked through a connection of its own.
 */
const CONNECTIONS: Readonly<Record<PoolName, number>> = {
  health: 1,
  jobs: 3,
  "sign-in": 3,
  customers: 2,
  orders: 4,
  deliveries: 4,
  dispatch: 2,
  "e-invoices": 2,
  "bank-files": 2,
  sms: 2,
  sync: 3,
  "feature-flags": 2,
  audit: 1,
};

/** Opens the service's database (`sqlite:PATH`, `sqlite::memory:` or `postgres://…`) with its tables up to date. */
export async function openServiceDatabase(
  url: string,
  observe?: StatementObserver,
  options: Pick<DatabaseOptions, "before" | "connections"> = {},
): Promise<Database> {
  return openDatabase(url, readMigrations(MIGRATIONS), { ...options, observe });
}

/** As openServiceDatabase, with a pool for each part of the service. */
export async function openServicePools(
  url: string,
  observe: StatementObserver,
  options: Pick<DatabaseOptions, "before">,
): Promise<Pools<PoolName>> {
  return openPools(url, readMigrations(MIGRATIONS), CONNECTIONS, { ...options, observe });
}
