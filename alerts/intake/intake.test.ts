import { join } from "node:path";
import { expect, it } from "vitest";
import { readMigrations } from "../../foundation/storage/migrate.ts";
import { openDatabase } from "../../foundation/storage/open-database.ts";
import { TEST_KEYS, TEST_ROUTING } from "../../test/alerts/started-router.ts";
import type { Understood } from "../ingest/notification.ts";
import { Ledger } from "../storage/ledger.ts";
import { Intake } from "./intake.ts";

const MIGRATIONS = readMigrations(join(import.meta.dirname, "../storage/migrations"));
const NOTHING: Understood = {
  notification: { source: "grafana", reports: [], truncated: 0 },
  oddities: undefined,
  isTest: false,
};

it("a notification that cannot be stored takes no neighbour with it, and its sender hears of it", async () => {
  const database = await openDatabase("sqlite::memory:", MIGRATIONS);
  await database.query(`CREATE TRIGGER refuse BEFORE INSERT ON notifications WHEN NEW.body = 'odd'
    BEGIN SELECT RAISE(ABORT, 'it is odd'); END`);
  let ids = 0;
  const clock = { now: () => 1_700_000_000_000, newId: () => `id-${++ids}` };
  const links = { consoleUrl: undefined, firstSteps: () => undefined };
  const ledger = new Ledger({
    database,
    routing: () => TEST_ROUTING,
    environment: TEST_KEYS,
    links,
    onStored: () => undefined,
    ...clock,
  });
  const intake = new Intake({ database, ledger, ...clock });
  // The first is committed alone; the others come meanwhile, and are committed together.
  const stored = ["first", "a", "odd", "b"].map((body) => intake.store(NOTHING, body));
  const ends = await Promise.allSettled(stored);
  expect(ends.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "rejected", "fulfilled"]);
  const kept = await database.query("SELECT body FROM notifications ORDER BY id");
  expect(kept.map((row) => row["body"]).sort()).toEqual(["a", "b", "first"]);
  await database.close();
});
