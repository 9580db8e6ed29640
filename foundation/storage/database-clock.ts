import type { Database } from "./database.ts";

const MEASURE_EVERY_MS = 10_000;

/** A clock that all processes on a database share, so that none of them takes another's lease for old. */
export interface DatabaseClock {
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly close: () => void;
}

/**
 * PostgreSQL's clock, measured now and then; with SQLite `local`, since all its processes are on one machine. Between
 * measurements, and while the database is away, time passes as `elapsed` says (milliseconds), however this machine's
 * clock is set.
 */
export async function startDatabaseClock(
  database: Database,
  local: () => number,
  elapsed: () => number = () => performance.now(),
): Promise<DatabaseClock> {
  if (database.system === "sqlite") return { now: local, close: () => undefined };
  let offset = 0;
  const measure = async (): Promise<void> => {
    const sent = elapsed();
    const [row] = await database.query<{ at: number }>(
      "SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT) AS at",
    );
    const received = elapsed();
    if (row !== undefined) offset = row.at - (sent + received) / 2;
  };
  await measure();
  const timer = setInterval(() => void measure().catch(() => undefined), MEASURE_EVERY_MS);
  return { now: () => Math.round(elapsed() + offset), close: () => clearInterval(timer) };
}
