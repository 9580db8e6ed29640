import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type PostgresServer, startPostgres } from "../../test/real/postgres-server.ts";
import { type BeforeStatement, type Database, DatabaseError } from "./database.ts";
import { openDatabase } from "./open-database.ts";
import { openPostgres } from "./postgres.ts";
import { findUnstorable } from "./storable.ts";

let server: PostgresServer;
const folder = mkdtempSync(join(tmpdir(), "database-"));
let files = 0;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(async () => {
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

const kindOf = async (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => "no error",
    (error: unknown) => (error instanceof DatabaseError ? error.kind : error),
  );

describe.each([
  ["SQLite in memory", async () => "sqlite::memory:"],
  ["SQLite in a file", async () => `sqlite:${join(folder, `${++files}.db`)}`],
  ["PostgreSQL", async () => server.newDatabase()],
])("%s", (_name, newUrl) => {
  let database: Database;
  const observed: string[] = [];
  let before: BeforeStatement = async () => undefined;
  beforeEach(async () => {
    database = await openDatabase(await newUrl(), [], {
      observe: (operation) => (error) => observed.push(`${operation} ${error?.kind ?? "ok"}`),
      before: (sql) => before(sql),
    });
    await database.query("CREATE TABLE cylinders (id TEXT PRIMARY KEY, filled BIGINT NOT NULL, note TEXT)");
    observed.length = 0;
  });
  afterEach(async () => {
    before = async () => undefined;
    await database.close();
  });

  const insert = (id: string, filled: number | null = 0) =>
    ["INSERT INTO cylinders (id, filled) VALUES ($1, $2)", [id, filled]] as const;
  const all = () => database.query("SELECT * FROM cylinders ORDER BY id");

  it("gives every text back as it was that is called storable", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("\ufffe", "\u0001", "💥")),
        async (text) => {
          fc.pre(findUnstorable(text) === undefined);
          expect(await database.query("SELECT CAST($1 AS TEXT) AS text", [text])).toEqual([{ text }]);
        },
      ),
    );
  });

  it("takes parameters in any order and gives numbers, texts and nulls back", async () => {
    const time = Date.parse("2026-11-20T12:00:00Z");
    const [row] = await database.query(
      "INSERT INTO cylinders (filled, id) VALUES ($2, $1) RETURNING id, filled, note, filled = $2 AS same",
      ["桶-1", time],
    );
    expect(row).toMatchObject({ id: "桶-1", filled: time, note: null });
    expect(await database.query("SELECT SUM(filled) AS sum, COUNT(*) AS count FROM cylinders")).toEqual([
      { sum: time, count: 1 },
    ]);
  });

  it("names the kind of an error, and works on after it", async () => {
    await database.query(...insert("a"));
    expect(await kindOf(database.query(...insert("a")))).toBe("constraint");
    expect(await kindOf(database.query(...insert("b", null)))).toBe("constraint");
    expect(await kindOf(database.query("SELECT nothing FROM nowhere"))).toBe("other");
    expect(await all()).toHaveLength(1);
  });

  it("commits all of a transaction or nothing of it", async () => {
    await database.transaction(async ({ query }) => {
      await query(...insert("a"));
      await query(...insert("b"));
    });
    const stop = new Error("stop");
    const failed = database.transaction(async ({ query }) => {
      await query(...insert("c"));
      throw stop;
    });
    await expect(failed).rejects.toBe(stop);
    const broken = database.transaction(async ({ query }) => {
      await query(...insert("d"));
      await query(...insert("a"));
    });
    expect(await kindOf(broken)).toBe("constraint");
    expect((await all()).map(({ id }) => id)).toEqual(["a", "b"]);
  });

  it("lets what a transaction has read be so until it commits, however many there are", async () => {
    await database.query(...insert("a"));
    const fill = () =>
      database.transaction(async ({ query }) => {
        const [row] = await query<{ filled: number }>("SELECT filled FROM cylinders WHERE id = 'a'");
        await query("UPDATE cylinders SET filled = $1 WHERE id = 'a'", [(row?.filled ?? 0) + 1]);
      });
    await Promise.all(Array.from({ length: 12 }, fill));
    expect(await all()).toMatchObject([{ filled: 12 }]);
  });

  it("lets a slow transaction through that quick ones always overtake", async () => {
    await database.query("INSERT INTO cylinders (id, filled) VALUES ('a', 0)");
    let isOver = false;
    const quick = [1, 2, 3].map(async () => {
      while (!isOver)
        await database.transaction(({ query }) => query("UPDATE cylinders SET filled = filled + 1 WHERE id = 'a'"));
    });
    const rows = await database.transaction(async ({ query }) => {
      const [row] = await query<{ filled: number }>("SELECT filled FROM cylinders WHERE id = 'a'");
      await sleep(30);
      return query("UPDATE cylinders SET note = 'slow', filled = $1 WHERE id = 'a' RETURNING note", [row?.filled ?? 0]);
    });
    isOver = true;
    await Promise.all(quick);
    expect(rows).toEqual([{ note: "slow" }]);
  });

  it("takes no statement of a transaction that has ended", async () => {
    let late: Promise<unknown> = Promise.resolve();
    await database
      .transaction(async ({ query }) => {
        late = query(...insert("a")).then(() => query(...insert("late")));
        late.catch(() => undefined);
        throw new Error("left behind");
      })
      .catch(() => undefined);
    expect(await kindOf(late)).toBe("other");
    expect(await all()).toEqual([]);
  });

  it("calls back after a commit, and not after a rollback", async () => {
    const calls: string[] = [];
    await database.transaction(async ({ query, afterCommit }) => {
      afterCommit(() => calls.push("committed"));
      await query(...insert("a"));
      expect(calls).toEqual([]);
    });
    await database
      .transaction(async ({ afterCommit }) => {
        afterCommit(() => calls.push("rolled back"));
        throw new Error("no");
      })
      .catch(() => undefined);
    expect(calls).toEqual(["committed"]);
  });

  it("tells of each statement when it has ended, and of nothing that it holds", async () => {
    await database.transaction(async ({ query }) => {
      await query(...insert("a"));
      await query(
        "WITH old AS (SELECT id FROM cylinders) UPDATE cylinders SET note = 'x' WHERE id IN (SELECT id FROM old)",
      );
    });
    await kindOf(database.query(...insert("a")));
    await database.query("WITH old AS (SELECT id FROM cylinders) SELECT id FROM old");
    await database.transaction(() => Promise.reject(new Error("no"))).catch(() => undefined);
    expect(observed).toEqual([
      "BEGIN ok",
      "INSERT ok",
      "UPDATE ok",
      "COMMIT ok",
      "INSERT constraint",
      "SELECT ok",
      "BEGIN ok",
      "ROLLBACK ok",
    ]);
  });

  it("has no connection in use when nothing happens", async () => {
    let within = database.pool();
    await database.transaction(async ({ query }) => {
      await query(...insert("a"));
      within = database.pool();
    });
    expect(within).toMatchObject({ used: 1, pending: 0 });
    expect(database.pool()).toMatchObject({ used: 0, pending: 0 });
    expect(database.pool().idle).toBeGreaterThan(0);
  });

  it("fails as it is told to before a statement, and is whole again afterwards", async () => {
    const down = () => Promise.reject(new DatabaseError("connection", "down"));
    before = down;
    expect(await kindOf(database.query(...insert("a")))).toBe("connection");
    before = async () => undefined;
    const halfway = database.transaction(async ({ query }) => {
      await query(...insert("b"));
      before = down;
    });
    expect(await kindOf(halfway)).toBe("connection");
    before = async () => undefined;
    await database.transaction(async ({ query }) => query(...insert("c")));
    expect(await all()).toMatchObject([{ id: "c" }]);
    expect(observed).toEqual(expect.arrayContaining(["INSERT connection", "COMMIT connection"]));
  });
});

describe("a SQLite transaction", () => {
  it("that waits for a statement outside of itself is told so instead of waiting for ever", async () => {
    const database = await openDatabase("sqlite::memory:", []);
    await expect(database.transaction(() => database.query("SELECT 1"))).rejects.toThrow(/use the queries/);
    await database.close();
  });

  it("is on disk when it has committed, and others read meanwhile", async () => {
    const url = `sqlite:${join(folder, "disk.db")}`;
    const database = await openDatabase(url, []);
    await database.query("CREATE TABLE notes (note TEXT)");
    await database.transaction(async ({ query }) => {
      await query("INSERT INTO notes VALUES ('kept')");
      expect(await database.query("SELECT * FROM notes")).toEqual([]);
    });
    expect(await database.query("PRAGMA journal_mode")).toEqual([{ journal_mode: "wal" }]);
    expect(await database.query("PRAGMA synchronous")).toEqual([{ synchronous: 2 }]);
    await database.close();
    const again = await openDatabase(url, []);
    expect(await again.query("SELECT * FROM notes")).toEqual([{ note: "kept" }]);
    await again.close();
  });
});

describe("PostgreSQL's connections", () => {
  it("come back after the server was away, and in between every statement says so", async () => {
    const database = await openDatabase(await server.newDatabase(), []);
    await database.query("CREATE TABLE notes (note TEXT)");
    // One connection will be in use and one idle.
    await Promise.all([database.query("SELECT 1"), database.query("SELECT 2")]);
    const cutOff = database.transaction(async ({ query }) => {
      await query("INSERT INTO notes VALUES ('lost')");
      await server.kill();
      await query("INSERT INTO notes VALUES ('never')");
    });
    expect(await kindOf(cutOff)).toBe("connection");
    expect(await kindOf(database.query("SELECT 1"))).toBe("connection");
    await server.restart();
    expect(await database.query("SELECT * FROM notes")).toEqual([]);
    await database.close();
  });

  it("that fall silent are given up, and others take their place", async () => {
    const database = openPostgres(await server.newDatabase(), { connections: 1, statementWithinMs: 100 });
    expect(await kindOf(database.query("SELECT pg_sleep(5)"))).toBe("timeout");
    const session = async () => {
      const [row] = await database.query<{ pid: number }>("SELECT pg_backend_pid() AS pid");
      return row?.pid ?? 0;
    };
    const silent = await session();
    process.kill(silent, "SIGSTOP");
    expect(await kindOf(database.transaction(async ({ query }) => query("SELECT 1")))).toBe("timeout");
    expect(await session()).not.toBe(silent);
    process.kill(silent, "SIGCONT");
    await database.close();
  });

  it("are bounded: more statements wait, and are counted", async () => {
    const database = await openDatabase(await server.newDatabase(), [], { connections: 2 });
    const asked = Array.from({ length: 6 }, (_, index) => database.query("SELECT $1 AS index", [String(index)]));
    expect(database.pool().pending).toBeGreaterThanOrEqual(4);
    expect(await Promise.all(asked)).toHaveLength(6);
    expect(database.pool()).toEqual({ idle: 2, used: 0, pending: 0 });
    await database.close();
  });
});
