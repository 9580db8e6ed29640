import { expect, it } from "vitest";
import { DatabaseError } from "../../foundation/storage/database.ts";
import { type Fault, Faults } from "../sandbox/faults.ts";
import { databaseFaults } from "./faulty-database.ts";

it.each<[Fault["mode"], string, string]>([
  ["wrong", "ok", "other"],
  ["partly-wrong", "ok", "other"],
  ["rate-limited", "timeout", "timeout"],
  ["down", "connection", "connection"],
])("a database that is %s answers a read with %s and a write with %s", async (mode, read, write) => {
  const faults = new Faults(() => 0);
  const before = databaseFaults(faults);
  const answer = async (sql: string): Promise<unknown> =>
    before(sql).then(
      () => "ok",
      (error: unknown) => (error instanceof DatabaseError ? error.kind : error),
    );
  faults.set("database", { mode, latencyMs: 1 });
  expect([await answer("SELECT 1"), await answer("INSERT INTO orders VALUES (1)")]).toEqual([read, write]);
  faults.clear("database");
  expect(await answer("INSERT INTO orders VALUES (1)")).toBe("ok");
});

it("a database that is slow answers later", async () => {
  const faults = new Faults(() => 0);
  faults.set("database", { mode: "slow", latencyMs: 50 });
  const began = performance.now();
  await databaseFaults(faults)("SELECT 1");
  // Timers may end a millisecond early.
  expect(performance.now() - began).toBeGreaterThan(45);
});
