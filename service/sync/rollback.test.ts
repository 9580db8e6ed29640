import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { NOON } from "../../test/service/core.ts";
import { MINUTE_MS, openSyncBench, type SyncBench } from "../../test/service/sync-setup.ts";

import { readAudit } from "../storage/audit-log.ts";

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
    expect((await bench.api.post("/sync/rollback", { since, dry_run: false }, { role: "admin" })).status).toBe(202);
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
    await bench.api.post(
      "/sync/rollback",
      { since: new Date(NOON + MINUTE_MS).toISOString(), dry_run: false },
      { role: "admin" },
    );
    await bench.workAt(NOON + 2 * MINUTE_MS);
    expect(await bench.core.database.query("SELECT id FROM customers WHERE name = '錯'")).toEqual([]);
    expect([...bench.old.records.values()].filter(({ body }) => body["name"] !== "王小明")).toEqual([]);
  });

  it("says first what it would take back and what not, changes nothing then, and keeps who let it happen", async () => {
    await bench.createCustomer("a");
    await bench.createCustomer("b");
    await bench.work();
    bench.core.setNow(NOON + MINUTE_MS);
    await bench.change("a", "name", "錯");
    await bench.createCustomer("new");
    const since = new Date(NOON + MINUTE_MS).toISOString();
    const plan = [
      {
        entity: "customer",
        records: 1,
        takes_back: ["name", "phone", "city", "district", "address", "tax_id"],
        keeps: [],
      },
    ];
    const ask = (dry_run: boolean) => bench.api.post("/sync/rollback", { since, dry_run }, { role: "admin" });
    expect(await ask(true)).toEqual({ status: 200, body: { plan } });
    await bench.workAt(NOON + 2 * MINUTE_MS);
    expect(await bench.ours("a")).toMatchObject({ name: "錯" });
    expect((await bench.api.post("/sync/rollback", { since }, { role: "admin" })).status).toBe(400);
    const { status, body } = await ask(false);
    expect([status, body]).toEqual([202, { id: expect.any(String), plan }]);
    const events = await readAudit(bench.core.database, "", 10);
    expect(events).toMatchObject([{ user_id: "someone", action: "sync.rolled_back", at: NOON + 2 * MINUTE_MS }]);
    expect(JSON.parse(events[0]?.detail ?? "")).toEqual({ since, plan });
  });

  it("takes back nothing of what has happened, in whatever order it happened", async () => {
    const stages = fc.array(fc.constantFrom("assigned", "delivered", "invoiced", "cancelled", "failed"), {
      maxLength: 5,
    });
    let orders = 0;
    await fc.assert(
      fc.asyncProperty(stages, fc.nat(5), async (happening, rolledBackTo) => {
        const id = `order-${++orders}`;
        const { core } = bench;
        const write = (sql: string, params: readonly string[]) =>
          core.database.transaction(async (queries) => {
            await queries.query(sql, [id, ...params]);
            await bench.carry(queries, "order", id);
          });
        await write(
          `INSERT INTO orders (id, customer_id, channel, cylinder_kg, quantity, amount_twd, tax_twd, slot_start, slot_end,
             stage, placed_at, version, updated_at) VALUES ($1, 'a', 'app', 16, 1, 780, 37, 0, 0, 'placed', 0, 1, 0)`,
          [],
        );
        const since: number[] = [];
        for (const stage of happening) {
          core.setNow(core.now() + MINUTE_MS);
          since.push(core.now());
          await write("UPDATE orders SET stage = $2, version = version + 1 WHERE id = $1", [stage]);
        }
        await bench.work();
        const before = await core.database.query("SELECT * FROM orders WHERE id = $1", [id]);
        const at = new Date(since[rolledBackTo % Math.max(1, since.length)] ?? core.now()).toISOString();
        await bench.api.post("/sync/rollback", { since: at, dry_run: false }, { role: "admin" });
        await bench.workAt(core.now() + MINUTE_MS);
        expect(await core.database.query("SELECT * FROM orders WHERE id = $1", [id])).toEqual(before);
        expect(bench.old.records.get(`order/${id}`)?.body["stage"]).toBe(happening.at(-1) ?? "placed");
      }),
      { numRuns: 20 },
    );
  });
});
