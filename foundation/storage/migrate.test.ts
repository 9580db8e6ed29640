import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type PostgresServer, startPostgres } from "../../test/real/postgres-server.ts";
import type { Database } from "./database.ts";
import { type Migration, migrate } from "./migrate.ts";
import { openDatabase } from "./open-database.ts";
import { openPostgres } from "./postgres.ts";
import { openSqlite } from "./sqlite.ts";

let server: PostgresServer;
const folder = mkdtempSync(join(tmpdir(), "migrate-"));
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const FIRST: Migration = {
  name: "0001-first.sql",
  sql: "-- A comment; with a semicolon.\nCREATE TABLE first (id TEXT);\nINSERT INTO first VALUES ('one');\n",
};
const SECOND: Migration = { name: "0002-second.sql", sql: "INSERT INTO first VALUES ('two');" };
const BROKEN: Migration = { name: "0003-broken.sql", sql: "INSERT INTO first VALUES ('three'); SELECT no FROM no;" };

const ids = async (database: Database) =>
  (await database.query("SELECT id FROM first ORDER BY id")).map(({ id }) => id);

describe.each([
  ["SQLite", async () => openSqlite(":memory:")],
  ["PostgreSQL", async () => openPostgres(await server.newDatabase())],
])("migrations of %s", (_name, open) => {
  it("run once each, in order", async () => {
    const database = await open();
    await migrate(database, [FIRST]);
    await migrate(database, [FIRST, SECOND]);
    await migrate(database, [FIRST, SECOND]);
    expect(await ids(database)).toEqual(["one", "two"]);
    await database.close();
  });

  it("that were edited after they ran are refused by name", async () => {
    const database = await open();
    await migrate(database, [FIRST]);
    const edited = { ...FIRST, sql: `${FIRST.sql}\nSELECT 1;` };
    await expect(migrate(database, [edited, SECOND])).rejects.toThrow(/0001-first\.sql was edited/);
    expect(await ids(database)).toEqual(["one"]);
    await database.close();
  });

  it("leave nothing behind when one fails", async () => {
    const database = await open();
    await migrate(database, [FIRST]);
    await expect(migrate(database, [FIRST, SECOND, BROKEN])).rejects.toThrow();
    expect(await ids(database)).toEqual(["one"]);
    await database.close();
  });
});

describe("processes that start at once on", () => {
  it.each([
    ["a SQLite file", async () => `sqlite:${join(folder, "shared.db")}`],
    ["one PostgreSQL database", async () => server.newDatabase()],
  ])("%s migrate it once", async (_name, newUrl) => {
    const url = await newUrl();
    const databases = await Promise.all(Array.from({ length: 5 }, () => openDatabase(url, [FIRST, SECOND])));
    for (const database of databases) {
      expect(await ids(database)).toEqual(["one", "two"]);
      await database.close();
    }
  });
});
