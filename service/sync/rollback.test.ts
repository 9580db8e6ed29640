import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { NOON } from "../../test/service/core.ts";
import { MINUTE_MS, openSyncBench, type SyncBench } from "../../test/service/sync-setup.ts";

let bench: SyncBench;

beforeEach(async () => {
  bench = await openSyncBench();
});

afterEach(() => bench.close());

describe("a rollback", () => {
  it("gives both systems what was before, but for what the old system has changed since", async () => {
    await bench.createCustomer("a");
    await bench.createCustomer("b");
    await bench.work();
    bench.core.setNow(NOON + MINUTE_MS);
    await bench.change("a", "name", "王大明");
    await bench.change("a", "name", "王中明");
    await bench.change("b", "address", "松仁路9號");
    await bench.work();
    await bench.old.change("customer", "b", { address: "松仁路5號" });
    await bench.work();
    const since = new Date(NOON + MINUTE_MS).toISOString();
    expect((await bench.api.post("/sync/rollback", { since }, { role: "admin" })).status).toBe(202);
    expect((await bench.api.get("/sync/status", "admin")).body).toMatchObject({ running_rollbacks: 1 });
    await bench.workAt(NOON + 2 * MINUTE_MS);
    expect(await bench.ours("a")).toMatchObject({ name: "王小明" });
    expect(bench.theirs("a")).toMatchObject({ name: "王小明" });
    expect(bench.theirs("b")).toMatchObject({ address: "松仁路5號" });
    expect((await bench.api.get("/sync/status", "admin")).body).toMatchObject({ running_rollbacks: 0, pending: {} });
  });

  it("of many records goes on where it was", async () => {
    for (let at = 100; at < 220; at++) await bench.createCustomer(`c${at}`);
    await bench.work();
    bench.core.setNow(NOON + MINUTE_MS);
    for (let at = 100; at < 220; at++) await bench.change(`c${at}`, "name", "錯");
    await bench.api.post("/sync/rollback", { since: new Date(NOON + MINUTE_MS).toISOString() }, { role: "admin" });
    await bench.workAt(NOON + 2 * MINUTE_MS);
    expect(await bench.core.database.query("SELECT id FROM customers WHERE name = '錯'")).toEqual([]);
    expect([...bench.old.records.values()].filter(({ body }) => body["name"] !== "王小明")).toEqual([]);
  });
});
