import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openSyncBench, type SyncBench } from "../../test/service/sync-setup.ts";
import { readAudit } from "../storage/audit-log.ts";

let bench: SyncBench;

beforeEach(async () => {
  bench = await openSyncBench();
});

afterEach(() => bench.close());

describe("a record changed in both systems", () => {
  beforeEach(async () => {
    await bench.createCustomer("a");
    await bench.work();
  });

  it("is joined when the fields differ, whichever way the change is found out", async () => {
    bench.old.edit("customer", "a", { address: "松仁路2號" });
    await bench.change("a", "name", "王大明");
    await bench.work();
    const both = { name: "王大明", address: "松仁路2號" };
    expect(await bench.ours("a")).toMatchObject(both);
    expect(bench.theirs("a")).toMatchObject(both);

    await bench.change("a", "phone", "+886922222222");
    await bench.tell(bench.old.edit("customer", "a", { address: "松仁路4號" }));
    await bench.work();
    expect(await bench.ours("a")).toMatchObject({ phone: "+886922222222", address: "松仁路4號" });
    expect(bench.theirs("a")).toMatchObject({ phone: "+886922222222", address: "松仁路4號" });
    expect((await bench.api.get("/sync/conflicts", "admin")).body).toEqual({ items: [] });
  });

  it("waits for a person when the same field differs; nothing is overwritten until then", async () => {
    bench.old.edit("customer", "a", { name: "王中明" });
    await bench.change("a", "name", "王大明");
    await bench.work();
    await bench.change("a", "address", "松仁路9號");
    await bench.work();
    expect(bench.theirs("a")).toMatchObject({ name: "王中明", address: "松仁路1號" });
    expect(await bench.ours("a")).toMatchObject({ name: "王大明", address: "松仁路9號" });
    expect((await bench.api.get("/sync/status", "admin")).body).toEqual({
      pending: {},
      set_aside: {},
      open_conflicts: 1,
      running_rollbacks: 0,
    });
    expect((await bench.api.get("/sync/conflicts", "admin")).body).toMatchObject({
      items: [{ record_id: "a", ours: { body: { name: "王大明" } }, theirs: { body: { name: "王中明" } } }],
    });
    expect((await bench.api.get("/sync/conflicts", "dispatcher")).status).toBe(403);
  });

  it.each([
    ["old_system", { name: "王中明", address: "松仁路1號", phone: "+886912345678" }],
    ["new_system", { name: "王大明", address: "松仁路9號", phone: "+886955555555" }],
  ])("is what the %s says once a person has decided so", async (winner, expected) => {
    bench.old.edit("customer", "a", { name: "王中明" });
    await bench.change("a", "name", "王大明");
    await bench.change("a", "address", "松仁路9號");
    await bench.work();
    const [conflict] = await bench.core.database.query<{ id: string }>("SELECT id FROM sync_conflicts");
    // On its way to the old system when the person decides.
    await bench.change("a", "phone", "+886955555555");
    const path = `/sync/conflicts/${conflict?.id}/resolution`;
    expect((await bench.api.post(path, { winner }, { role: "admin" })).status).toBe(204);
    expect((await bench.api.post(path, { winner }, { role: "admin" })).status).toBe(409);
    const detail = JSON.stringify({ entity: "customer", record_id: "a", winner });
    expect(await readAudit(bench.core.database, "", 10)).toMatchObject([
      { user_id: "someone", action: "sync.conflict_resolved", subject: conflict?.id, detail },
    ]);
    await bench.work();
    expect(await bench.ours("a")).toMatchObject(expected);
    expect(bench.theirs("a")).toMatchObject(expected);
  });

  it("at the same version number is not taken for a write of ours that was answered too late", async () => {
    bench.old.edit("customer", "a", { phone: "+886933333333" });
    await bench.change("a", "name", "王大明");
    const [own] = await bench.core.database.query<{ version: number }>("SELECT version FROM customers");
    expect(bench.old.records.get("customer/a")?.version).toBe(own?.version);
    await bench.work();
    expect(bench.theirs("a")).toMatchObject({ phone: "+886933333333", name: "王大明" });
  });
});
