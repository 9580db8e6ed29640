import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { NOON } from "../../test/service/core.ts";
import { MINUTE_MS, openSyncBench, SECRET, type SyncBench } from "../../test/service/sync-setup.ts";
import { sign } from "../outside/signature.ts";

let bench: SyncBench;

beforeEach(async () => {
  bench = await openSyncBench();
});

afterEach(() => bench.close());

describe("what is written here", () => {
  it("is written there too, in order, and seen to be there a minute later", async () => {
    await bench.createCustomer("a");
    await bench.change("a", "name", "王大明");
    expect(await bench.gauge("sync_pending_writes")).toEqual({ old_system: 2, new_system: 0 });
    bench.core.setNow(NOON + 30_000);
    expect(await bench.gauge("sync_oldest_pending_age_seconds")).toEqual({ old_system: 30, new_system: 0 });
    await bench.work();
    expect(bench.theirs("a")).toMatchObject({ name: "王大明" });
    expect(bench.ended()).toEqual(["old_system written", "old_system written"]);
    expect(await bench.gauge("sync_oldest_pending_age_seconds")).toEqual({ old_system: 0, new_system: 0 });
    await bench.workAt(NOON + 2 * MINUTE_MS);
    expect(bench.compared()).toEqual(["customer same 1"]);
  });

  it("waits as long as the old system is away", async () => {
    bench.faults.set("old-system", { mode: "down" });
    await bench.createCustomer("a");
    for (let minute = 0; minute < 4; minute++) await bench.workAt(NOON + minute * MINUTE_MS);
    expect(bench.ended()).toEqual([]);
    expect(await bench.gauge("sync_oldest_pending_age_seconds")).toEqual({ old_system: 180, new_system: 0 });
    bench.faults.clear("old-system");
    await bench.workAt(NOON + 5 * MINUTE_MS);
    expect(bench.theirs("a")).toMatchObject({ name: "王小明" });
    expect(bench.ended()).toEqual(["old_system written"]);
  });

  it("is found to be wrong there, and written again until it is right", async () => {
    bench.faults.set("old-system", { mode: "wrong" });
    await bench.createCustomer("a");
    await bench.work();
    await bench.workAt(NOON + MINUTE_MS);
    expect(bench.compared()).toEqual(["customer different 1"]);
    bench.faults.clear("old-system");
    await bench.workAt(NOON + 2 * MINUTE_MS);
    await bench.workAt(NOON + 3 * MINUTE_MS);
    expect(bench.compared().at(-1)).toBe("customer same 1");
    expect(bench.theirs("a")).toMatchObject({ name: "王小明" });
  });
});

it("counts no write that another process has ended meanwhile", async () => {
  bench.meanwhile = () => bench.core.database.query("UPDATE sync_writes SET state = 'conflict'");
  await bench.createCustomer("a");
  await bench.work();
  expect(bench.ended()).toEqual([]);
});

describe("what is written there", () => {
  it("is written here, once, however often and late it is told", async () => {
    await bench.createCustomer("a");
    await bench.work();
    const first = bench.old.edit("customer", "a", { address: "松仁路2號" });
    const second = bench.old.edit("customer", "a", { address: "松仁路3號" });
    for (const text of [second, first, second]) expect((await bench.tell(text)).status).toBe(202);
    expect(await bench.gauge("sync_pending_writes")).toEqual({ old_system: 0, new_system: 2 });
    await bench.work();
    await bench.tell(first);
    await bench.work();
    expect(await bench.ours("a")).toMatchObject({ address: "松仁路3號", name: "王小明" });
    expect(bench.ended().slice(1)).toEqual(["new_system written", "new_system written"]);
  });

  it("and is new is taken in where the old system may bring new records, and is a failure elsewhere", async () => {
    await bench.old.change("customer", "b", {
      name: "陳",
      phone: "+886911111111",
      city: "x",
      district: "y",
      address: "z",
    });
    await bench.old.change("customer", "half", { name: "林" });
    await bench.old.change("order", "o", { stage: "delivered" });
    await bench.work();
    expect(await bench.ours("b")).toMatchObject({ name: "陳" });
    expect(bench.ended().sort()).toEqual(["new_system failed", "new_system failed", "new_system written"]);
  });

  it("is believed with a fresh signature only", async () => {
    const text = bench.old.edit("customer", "b", { name: "陳" });
    expect((await bench.tell(text, sign("another", text, bench.core.now()))).status).toBe(401);
    expect((await bench.tell(text, sign(SECRET, text, bench.core.now() - 6 * MINUTE_MS))).status).toBe(401);
    expect(await bench.gauge("sync_pending_writes")).toEqual({ old_system: 0, new_system: 0 });
  });
});
