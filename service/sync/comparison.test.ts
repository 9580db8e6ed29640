import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { NOON } from "../../test/service/core.ts";
import { DAY_MS, MINUTE_MS, openSyncBench, type SyncBench } from "../../test/service/sync-setup.ts";

let bench: SyncBench;

beforeEach(async () => {
  bench = await openSyncBench();
});

afterEach(() => bench.close());

describe("an old system that was restored from a backup", () => {
  it("gets what it has lost again, with what was written since", async () => {
    await bench.createCustomer("a");
    await bench.createCustomer("b");
    await bench.work();
    const backup = new Map(bench.old.records);
    await bench.change("a", "name", "王大明");
    await bench.work();
    for (const [key, record] of backup) bench.old.records.set(key, record);
    bench.old.records.delete("customer/b");
    await bench.change("a", "address", "松仁路9號");
    await bench.change("b", "address", "松仁路9號");
    await bench.work();
    await bench.workAt(NOON + MINUTE_MS);
    expect(bench.theirs("a")).toMatchObject({ name: "王大明", address: "松仁路9號" });
    expect(bench.theirs("b")).toMatchObject({ name: "王小明", address: "松仁路9號" });
    expect(bench.ended()).toEqual(Array(5).fill("old_system written"));
  });
});

describe("a comparison", () => {
  beforeEach(async () => {
    await bench.createCustomer("a");
    await bench.work();
    bench.core.setNow(NOON + MINUTE_MS);
  });

  it("says nothing of a record that waits to be written", async () => {
    await bench.change("a", "name", "王大明");
    await bench.core.database.query("UPDATE jobs SET due_at = $1 WHERE kind = 'sync.write'", [NOON + DAY_MS]);
    // Were it asked now, it could be written by the time of the answer.
    bench.meanwhile = () => bench.core.database.query("UPDATE sync_writes SET state = 'written'");
    await bench.work();
    expect(bench.compared()).toEqual([]);
  });

  it("says nothing of a record that was written while the old system was asked", async () => {
    bench.meanwhile = async ({ method }) => {
      bench.meanwhile = undefined;
      if (method === "GET") await bench.change("a", "name", "王大明");
    };
    bench.old.edit("customer", "a", { phone: "+886933333333" });
    await bench.work();
    expect(bench.compared()).toEqual([]);
  });
});

describe("the daily comparison", () => {
  it("finds what was lost and changed on either side, without a word", async () => {
    const ids = Array.from({ length: 60 }, (_, at) => `c${at + 10}`);
    for (const id of ids) await bench.createCustomer(id);
    await bench.work();
    await bench.workAt(NOON + 2 * MINUTE_MS);
    bench.core.events.length = 0;
    bench.old.records.delete("customer/c12");
    const other = bench.old.records.get("customer/c65");
    if (other !== undefined) bench.old.records.set("customer/c65", { ...other, body: { ...other.body, name: "?" } });
    bench.old.edit("customer", "c33", { name: "改名" });
    bench.old.edit("customer", "new", { name: "陳", phone: "+886911111111", city: "x", district: "y", address: "z" });
    await bench.workAt(NOON + DAY_MS);
    const counts = new Map<string, number>();
    for (const event of bench.core.events) {
      if (event.type === "sync.compared") counts.set(event.outcome, (counts.get(event.outcome) ?? 0) + event.records);
    }
    expect(Object.fromEntries(counts)).toMatchObject({ different: 2, missing: 2 });
    // The record that was taken in may be compared as well.
    expect([57, 58]).toContain(counts.get("same"));
    expect(bench.theirs("c12")).toMatchObject({ name: "王小明" });
    expect(bench.theirs("c65")).toMatchObject({ name: "王小明" });
    expect(await bench.ours("c33")).toMatchObject({ name: "改名" });
    expect(await bench.ours("new")).toMatchObject({ name: "陳" });
    bench.core.events.length = 0;
    await bench.workAt(NOON + DAY_MS + 2 * MINUTE_MS);
    expect(bench.compared()).toEqual(["customer same 1", "customer same 1"]);
  });

  it("goes on at the page where the old system went away", async () => {
    for (let at = 10; at < 70; at++) await bench.createCustomer(`c${at}`);
    await bench.work();
    await bench.workAt(NOON + 2 * MINUTE_MS);
    bench.core.events.length = 0;
    bench.faults.set("old-system", { mode: "down" });
    await bench.workAt(NOON + DAY_MS);
    expect(bench.compared()).toEqual([]);
    bench.faults.clear("old-system");
    await bench.workAt(NOON + DAY_MS + MINUTE_MS);
    expect(bench.compared()).toEqual(["customer same 50", "customer same 10"]);
  });
});
