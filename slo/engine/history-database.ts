import type { Database } from "../../foundation/storage/database.ts";
import { openDatabase } from "../../foundation/storage/open-database.ts";
import type { Increment } from "./evaluator.ts";
import { COARSE_STEP, FINE_KEPT } from "./event-history.ts";
import type { Labels } from "./series-store.ts";

const MIGRATIONS = [
  {
    name: "0001-events.sql",
    sql: `CREATE TABLE groups (id INTEGER PRIMARY KEY, slo TEXT NOT NULL, labels TEXT NOT NULL, UNIQUE (slo, labels));
      CREATE TABLE events (at INTEGER NOT NULL, group_id INTEGER NOT NULL, seconds REAL NOT NULL, total REAL NOT NULL,
        bad REAL NOT NULL, PRIMARY KEY (at, group_id)) WITHOUT ROWID;
      CREATE TABLE alerts (fingerprint TEXT PRIMARY KEY, state TEXT NOT NULL)`,
  },
  { name: "0002-promised.sql", sql: "CREATE TABLE promised (slo TEXT PRIMARY KEY, since INTEGER NOT NULL)" },
];

interface Row {
  readonly slo: string;
  readonly labels: string;
  readonly at: number;
  readonly seconds: number;
  readonly total: number;
  readonly bad: number;
}

/** The engine's memory: what was counted at every scrape of the last hours, in steps before that; and which alerts were told. */
export class HistoryDatabase {
  readonly #database: Database;
  readonly #keep: number;
  readonly #ids = new Map<string, number>();
  #compacted = 0;

  private constructor(database: Database, keep: number) {
    this.#database = database;
    this.#keep = keep;
  }

  /** `url` as `sqlite:PATH` or `sqlite::memory:`; `keep` is the longest period in milliseconds. Rejects when it cannot be opened. */
  static async open(url: string, keep: number): Promise<HistoryDatabase> {
    return new HistoryDatabase(await openDatabase(url, MIGRATIONS), keep);
  }

  /** Everything that was kept, oldest first. */
  async read(): Promise<Increment[]> {
    const rows = await this.#database.query<Row>(
      `SELECT slo, labels, at, seconds, total, bad FROM events JOIN groups ON groups.id = events.group_id ORDER BY at`,
    );
    const groups = new Map<string, Labels>();
    return rows.map(({ labels, ...row }) => {
      const group: Labels = groups.get(labels) ?? JSON.parse(labels);
      groups.set(labels, group);
      return { ...row, group };
    });
  }

  /** Keeps what was counted at one scrape: all of it or nothing. */
  async write(at: number, increments: readonly Increment[]): Promise<void> {
    await this.#database.transaction(async ({ query }) => {
      const rows: Array<readonly [group: number, seconds: number, total: number, bad: number]> = [];
      for (const { slo, group, seconds, total, bad } of increments) {
        const labels = JSON.stringify(group);
        const key = `${slo} ${labels}`;
        let id = this.#ids.get(key);
        if (id === undefined) {
          await query("INSERT INTO groups (slo, labels) VALUES ($1, $2) ON CONFLICT DO NOTHING", [slo, labels]);
          const [found] = await query<{ id: number }>("SELECT id FROM groups WHERE slo = $1 AND labels = $2", [
            slo,
            labels,
          ]);
          id = found?.id ?? 0;
        }
        rows.push([id, seconds, total, bad]);
      }
      await query(
        `INSERT OR REPLACE INTO events (at, group_id, seconds, total, bad)
         SELECT $1, value ->> 0, value ->> 1, value ->> 2, value ->> 3 FROM json_each($2)`,
        [at, JSON.stringify(rows)],
      );
      increments.forEach(({ slo, group }, index) => {
        this.#ids.set(`${slo} ${JSON.stringify(group)}`, rows[index]?.[0] ?? 0);
      });
    });
    await this.#compact(at);
  }

  /** What is older than the last hours becomes one row for each step; what is older than the period goes. */
  async #compact(at: number): Promise<void> {
    const before = Math.floor((at - FINE_KEPT) / COARSE_STEP) * COARSE_STEP;
    if (before <= this.#compacted) return;
    await this.#database.transaction(async ({ query }) => {
      // Rows that were compacted before are alone in their step, and stay as they are.
      await query(
        `CREATE TEMP TABLE steps AS SELECT MAX(at) AS at, group_id, SUM(seconds) AS seconds, SUM(total) AS total, SUM(bad) AS bad
         FROM events WHERE at >= $2 AND at < $1 GROUP BY group_id, at / ${COARSE_STEP}`,
        [before, this.#compacted],
      );
      await query("DELETE FROM events WHERE at >= $2 AND at < $1", [before, this.#compacted]);
      await query(
        "INSERT INTO events (at, group_id, seconds, total, bad) SELECT at, group_id, seconds, total, bad FROM steps",
      );
      await query("DROP TABLE steps");
      await query("DELETE FROM events WHERE at < $1", [at - this.#keep - COARSE_STEP]);
    });
    this.#compacted = before;
  }

  /** Since when each of these SLOs is promised (Unix milliseconds): `now` for those that were not before. Others are promised no more. */
  async promisedSince(ids: readonly string[], now: number): Promise<Map<string, number>> {
    return await this.#database.transaction(async ({ query }) => {
      const all = [JSON.stringify(ids)];
      await query("DELETE FROM promised WHERE slo NOT IN (SELECT value FROM json_each($1))", all);
      await query("INSERT OR IGNORE INTO promised (slo, since) SELECT value, $2 FROM json_each($1)", [...all, now]);
      const rows = await query<{ slo: string; since: number }>("SELECT slo, since FROM promised");
      return new Map(rows.map(({ slo, since }) => [slo, since]));
    });
  }

  /** What was last written as the state of alerts, by fingerprint. */
  async alerts(): Promise<Map<string, unknown>> {
    const rows = await this.#database.query<{ fingerprint: string; state: string }>(
      "SELECT fingerprint, state FROM alerts",
    );
    return new Map(rows.map(({ fingerprint, state }) => [fingerprint, JSON.parse(state)]));
  }

  async writeAlerts(alerts: ReadonlyMap<string, unknown>): Promise<void> {
    const rows = Array.from(alerts, ([fingerprint, state]) => [fingerprint, JSON.stringify(state)]);
    await this.#database.transaction(async ({ query }) => {
      await query("DELETE FROM alerts");
      await query("INSERT INTO alerts (fingerprint, state) SELECT value ->> 0, value ->> 1 FROM json_each($1)", [
        JSON.stringify(rows),
      ]);
    });
  }

  async close(): Promise<void> {
    await this.#database.close();
  }
}
