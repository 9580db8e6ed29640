import type { Database } from "../../foundation/storage/database.ts";

const MEASURE_EVERY_MS = 10_000;

/** A clock that all replicas share, so that none of them takes another's lease for old. */
export interface DatabaseClock {
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly close: () => void;
}

/** PostgreSQL's clock, measured now and then; with SQLite there is one process, and its clock is the clock. */
export async function startDatabaseClock(database: Database, local: () => number): Promise<DatabaseClock> {
  if (database.system === "sqlite") return { now: local, close: () => undefined };
  let offset = 0;
  const measure = async (): Promise<void> => {
    const sent = local();
    const [row] = await database.query<{ at: number }>(
      "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT) AS at",
    );
    const received = local();
    if (row !== undefined) offset = row.at - (sent + received) / 2;
  };
  await measure();
  // Between measurements, and while the database is away, the last offset is good enough.
  const timer = setInterval(() => void measure().catch(() => undefined), MEASURE_EVERY_MS);
  return { now: () => Math.round(local() + offset), close: () => clearInterval(timer) };
}
