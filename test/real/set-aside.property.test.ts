import fc from "fast-check";
import { afterEach, beforeEach, expect, it } from "vitest";
import { readAudit } from "../../service/storage/audit-log.ts";
import { DAY_MS, openSyncBench, type SyncBench } from "../service/sync-setup.ts";
import { describeOnBoth } from "./both-databases.ts";

type Fields = Record<string, string | number | null>;

const GOOD: Fields = {
  customer_id: "a",
  channel: "phone",
  cylinder_kg: 20,
  quantity: 2,
  amount_twd: 1_500,
  tax_twd: 71,
  slot_start: 1_795_000_000_000,
  slot_end: 1_795_003_600_000,
  stage: "placed",
};
/** What a table of ours may or may not hold; the API lets all of it in. */
const value = fc.oneof(
  fc.constantFrom("abc", "", "1", "delivered", "flying", null),
  fc.constantFrom(1.5, -1, 0, 2_147_483_647, -2_147_483_647, 7),
  fc.integer({ min: 1, max: 9 }),
);
const fields = fc.dictionary(fc.constantFrom(...Object.keys(GOOD)), value, { minKeys: 1, maxKeys: 4 });

describeOnBoth("changes that can never be stored", (newUrl) => {
  let bench: SyncBench;
  beforeEach(async () => {
    bench = await openSyncBench(await newUrl());
  });
  afterEach(() => bench.close());

  let orders = 0;
  const createOrder = async () => {
    const id = `order-${++orders}`;
    const names = Object.keys(GOOD);
    await bench.core.database.transaction(async (queries) => {
      await queries.query(
        `INSERT INTO orders (id, placed_at, version, updated_at, ${names.join(", ")})
         VALUES ($1, 0, 1, 0, ${names.map((_, index) => `$${index + 2}`).join(", ")})`,
        [id, ...Object.values(GOOD)],
      );
      await bench.carry(queries, "order", id);
    });
    await bench.work();
    return id;
  };
  const ours = async (id: string) => (await bench.core.database.query("SELECT * FROM orders WHERE id = $1", [id]))[0];
  const expectNothingHeldUp = async () => {
    expect(await bench.gauge("sync_pending_writes")).toEqual({ old_system: 0, new_system: 0 });
    expect(await bench.gauge("sync_oldest_pending_age_seconds")).toEqual({ old_system: 0, new_system: 0 });
  };
  const listed = async (): Promise<Array<{ id: string; record_id: string; reason: string; target: string }>> => {
    const { body } = await bench.api.get("/sync/set-aside", "admin");
    return Object(body).items;
  };
  const retry = (id: string) => bench.api.post(`/sync/set-aside/${id}/retry`, {}, { role: "admin" });

  it("hold up nothing, put nothing wrong into a row, and make way for the next one", { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fields, { minLength: 1, maxLength: 4 }), async (edits) => {
        const id = await createOrder();
        for (const edit of edits) {
          expect((await bench.tell(bench.old.edit("order", id, edit))).status).toBe(202);
          await bench.work();
          await expectNothingHeldUp();
        }
        const row = await ours(id);
        for (const [name, good] of Object.entries(GOOD)) expect([typeof good]).toContain(typeof row?.[name]);
        await bench.tell(bench.old.edit("order", id, GOOD));
        await bench.work();
        expect(await ours(id)).toMatchObject(GOOD);
        expect((await listed()).filter(({ record_id }) => record_id === id)).toEqual([]);
      }),
      { numRuns: 25, interruptAfterTimeLimit: 15_000 },
    );
  });

  it("are shown with the reason, counted, and tried again when a person says so", async () => {
    const id = await createOrder();
    await bench.tell(bench.old.edit("order", id, { quantity: "abc" }));
    await bench.work();
    const [write] = await listed();
    expect(write).toMatchObject({
      target: "new_system",
      entity: "order",
      record_id: id,
      reason: "quantity must be integer",
    });
    expect(await bench.gauge("sync_writes_set_aside")).toEqual({ old_system: 0, new_system: 1 });
    expect(bench.ended()).toContain("new_system failed");
    expect((await retry(write?.id ?? "")).status).toBe(202);
    await expect(bench.gauge("sync_pending_writes")).resolves.toMatchObject({ new_system: 1 });
    expect((await retry(write?.id ?? "")).status).toBe(404);
    await bench.work();
    expect(await listed()).toHaveLength(1);
    expect(await readAudit(bench.core.database, "", 10)).toMatchObject([{ action: "sync.write_retried" }]);
  });

  it("are for a person to decide on when they are only found by comparing, page by page", async () => {
    const [poisoned, sound] = [await createOrder(), await createOrder()];
    bench.old.edit("order", poisoned, { stage: "flying" });
    bench.old.edit("order", sound, { quantity: 5 });
    bench.old.edit("order", "unheard-of", { quantity: 5 });
    await bench.workAt(bench.core.now() + DAY_MS);
    expect(await ours(sound)).toMatchObject({ quantity: 5 });
    const { body } = await bench.api.get("/sync/conflicts", "admin");
    const [conflict] = Object(body).items;
    expect(conflict).toMatchObject({ record_id: poisoned, theirs: { body: { stage: "flying" } } });
    expect(await listed()).toMatchObject([{ record_id: "unheard-of" }]);
    const decide = (winner: string) =>
      bench.api.post(`/sync/conflicts/${conflict.id}/resolution`, { winner }, { role: "admin" });
    expect(await decide("old_system")).toMatchObject({
      status: 409,
      body: { detail: expect.stringContaining("stage") },
    });
    expect((await decide("new_system")).status).toBe(204);
    await bench.work();
    expect(bench.old.records.get(`order/${poisoned}`)?.body).toMatchObject({ stage: "placed" });
    await expectNothingHeldUp();
  });

  it("of ours, which the old system refuses, hold up no later one", async () => {
    await bench.createCustomer("a");
    await bench.work();
    let refuses = true;
    bench.refuse = ({ method, json }) => refuses && method === "PUT" && JSON.stringify(json).includes("too long");
    await bench.change("a", "name", "too long");
    await bench.work();
    await expectNothingHeldUp();
    expect(await listed()).toMatchObject([{ target: "old_system", record_id: "a" }]);
    await bench.change("a", "name", "short");
    await bench.work();
    expect(bench.theirs("a")).toMatchObject({ name: "short" });
    expect(await listed()).toEqual([]);
    await bench.change("a", "name", "too long again");
    await bench.work();
    refuses = false;
    const [write] = await listed();
    expect((await retry(write?.id ?? "")).status).toBe(202);
    await bench.work();
    expect(bench.theirs("a")).toMatchObject({ name: "too long again" });
  });
});
