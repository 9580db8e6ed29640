import { describe, expect, it } from "vitest";
import { startDatabaseClock } from "./database-clock.ts";
import { openSqlite } from "./sqlite.ts";

const AT = Date.parse("2026-11-20T04:00:00Z");

describe("the clock of a database", () => {
  it("is PostgreSQL's, and goes on as time passes", async () => {
    let elapsed = 5_000;
    const sqlite = openSqlite(":memory:");
    const postgres = {
      ...sqlite,
      system: "postgresql" as const,
      query: async <Row extends object>(): Promise<Row[]> => {
        // The answer takes 40 ms, and was true in the middle of them.
        elapsed += 40;
        return sqlite.query<Row>("SELECT CAST($1 AS BIGINT) AS at", [AT]);
      },
    };
    const clock = await startDatabaseClock(
      postgres,
      () => 0,
      () => elapsed,
    );
    expect(clock.now()).toBe(AT + 20);
    elapsed += 3_600_000;
    expect(clock.now()).toBe(AT + 3_600_020);
    clock.close();
    await sqlite.close();
  });

  it("is the machine's with SQLite", async () => {
    const sqlite = openSqlite(":memory:");
    const clock = await startDatabaseClock(sqlite, () => AT);
    expect(clock.now()).toBe(AT);
    clock.close();
    await sqlite.close();
  });
});
