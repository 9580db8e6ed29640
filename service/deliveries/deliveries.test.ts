import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ANNA, BEN, DISPATCHER, DRIVER, OTHER_DRIVER, openShop, type Shop } from "../../test/service/shop.ts";
import type { Caller } from "../http/operation.ts";

const HOUR_MS = 3_600_000;
const DELIVERED = { outcome: "delivered", recipient: "王小明", serials: ["TW0001", "TW0002"] };

let shop: Shop;
beforeEach(async () => {
  shop = await openShop();
});
afterEach(() => shop.close());

const assigned = async (caller = ANNA) => {
  const ids = await shop.order(caller);
  await shop.trucks.assign(ids.deliveryId, DRIVER.userId);
  return ids;
};
const depart = (deliveryId: string, driver = DRIVER) =>
  shop.ask("departForDelivery", driver, { params: { deliveryId } });
const prove = (deliveryId: string, body: object = DELIVERED, driver = DRIVER) =>
  shop.ask("proveDelivery", driver, { params: { deliveryId }, body });
const stageOf = async (orderId: string) =>
  (await shop.core.database.query("SELECT stage FROM orders WHERE id = $1", [orderId]))[0]?.["stage"];

describe("a delivery that succeeds", () => {
  it("is announced, proved, invoiced and carried over", async () => {
    const { orderId, deliveryId } = await assigned();
    expect((await depart(deliveryId)).body).toMatchObject({ state: "en_route" });
    expect((await prove(deliveryId)).body).toMatchObject({ state: "closed", outcome: "on_time" });
    expect(await stageOf(orderId)).toBe("delivered");
    expect(shop.invoices).toEqual([
      { orderId, customerId: "anna", buyerTaxId: "22099131", amountTwd: 1_560, taxTwd: 74 },
    ]);
    expect(shop.texts.slice(1)).toEqual(["anna: 瓦斯正在配送途中，請留意來電。", "anna: 瓦斯已送達，感謝您的訂購。"]);
    expect(shop.carried.slice(-2)).toEqual([`delivery/${deliveryId}`, `order/${orderId}`]);
    expect(shop.core.events.slice(1)).toEqual([
      { type: "delivery.assigned", deliveryId, driverId: DRIVER.userId },
      { type: "delivery.finished", deliveryId, outcome: "on_time" },
    ]);
  });

  it("keeps who took the cylinders and which they were, and tells nobody", async () => {
    const { deliveryId } = await assigned();
    await depart(deliveryId);
    const { body } = await prove(deliveryId);
    const [row] = await shop.core.database.query("SELECT * FROM deliveries");
    expect(row).toMatchObject({ recipient: "王小明", serials: '["TW0001","TW0002"]', closed_at: shop.core.now() });
    expect(JSON.stringify([body, shop.core.events, shop.texts])).not.toContain("王小明");
  });

  it("is late a millisecond after the promised slot", async () => {
    const [first, second] = [await assigned(), await assigned()];
    await depart(first.deliveryId);
    await depart(second.deliveryId);
    shop.core.setNow(shop.core.now() + 4 * HOUR_MS);
    expect((await prove(first.deliveryId)).body).toMatchObject({ outcome: "on_time" });
    shop.core.setNow(shop.core.now() + 1);
    expect((await prove(second.deliveryId)).body).toMatchObject({ outcome: "late" });
  });
});

it.each(["failed", "customer_absent"])("a delivery that ends as %s is not invoiced", async (outcome) => {
  const { orderId, deliveryId } = await assigned();
  await depart(deliveryId);
  expect((await prove(deliveryId, { outcome, recipient: "", serials: [] })).body).toMatchObject({ outcome });
  expect([shop.invoices, await stageOf(orderId)]).toEqual([[], "failed"]);
});

describe("a proof", () => {
  it("counts once, however often and at once it comes, and is answered each time", async () => {
    const { deliveryId } = await assigned();
    await depart(deliveryId);
    const tries = await Promise.allSettled([1, 2, 3].map(() => prove(deliveryId)));
    expect(tries.map(({ status }) => status)).toEqual(["fulfilled", "fulfilled", "fulfilled"]);
    expect((await prove(deliveryId)).body).toMatchObject({ state: "closed", outcome: "on_time" });
    await expect(prove(deliveryId, { ...DELIVERED, recipient: "somebody else" })).rejects.toMatchObject({
      status: 409,
    });
    expect(shop.invoices.length).toBe(1);
    expect(shop.core.events.filter(({ type }) => type === "delivery.finished").length).toBe(1);
    const [row] = await shop.core.database.query("SELECT recipient FROM deliveries");
    expect(row?.["recipient"]).toBe("王小明");
  });

  it("happens as a whole or not at all", async () => {
    const { orderId, deliveryId } = await assigned();
    await depart(deliveryId);
    shop.breakTexts(true);
    await expect(prove(deliveryId)).rejects.toThrow("no text can be kept");
    const [row] = await shop.core.database.query("SELECT state, outcome, recipient FROM deliveries");
    expect(row).toEqual({ state: "en_route", outcome: null, recipient: null });
    expect(await stageOf(orderId)).toBe("assigned");
    shop.breakTexts(false);
    expect((await prove(deliveryId)).status).toBe(200);
  });

  it("that says something else than the first is refused", async () => {
    const { deliveryId } = await assigned();
    await depart(deliveryId);
    await prove(deliveryId);
    const others = [{ outcome: "failed" }, { recipient: "somebody else" }, { serials: ["TW0001"] }, { serials: [] }];
    for (const other of others) {
      await expect(prove(deliveryId, { ...DELIVERED, ...other })).rejects.toMatchObject({ status: 409 });
    }
  });

  it.each([
    ["says nobody", { recipient: "" }],
    ["says nobody with spaces", { recipient: " \u3000" }],
    ["has no cylinder", { serials: [] }],
    ["has one twice", { serials: ["TW0001", "TW0001"] }],
    ["has one twice in other letters", { serials: ["TW0001", " tw0001"] }],
    ["has one twice in full width", { serials: ["TW0001", "ＴＷ０００１"] }],
    ["has one of spaces", { serials: ["TW0001", "    "] }],
  ])("that %s proves nothing", async (_what, change) => {
    const { deliveryId } = await assigned();
    await depart(deliveryId);
    await expect(prove(deliveryId, { ...DELIVERED, ...change })).rejects.toMatchObject({
      status: 422,
      code: "proof-incomplete",
    });
    expect(shop.invoices).toEqual([]);
    expect((await prove(deliveryId)).body).toMatchObject({ state: "closed" });
  });

  it("is the same proof in small letters and with spaces around", async () => {
    const { deliveryId } = await assigned();
    await depart(deliveryId);
    await prove(deliveryId);
    const again = { ...DELIVERED, recipient: " 王小明", serials: ["tw0001", "TW0002 "] };
    expect((await prove(deliveryId, again)).status).toBe(200);
    expect(shop.invoices.length).toBe(1);
  });

  it("needs a driver who has left", async () => {
    const { deliveryId } = await assigned();
    await expect(prove(deliveryId)).rejects.toMatchObject({ status: 409 });
  });
});

it("a departure counts once, however often and at once it comes", async () => {
  const { deliveryId } = await assigned();
  const tries = await Promise.all([depart(deliveryId), depart(deliveryId), depart(deliveryId)]);
  expect([...tries, await depart(deliveryId)].map(({ body }) => body)).toEqual(
    Array.from({ length: 4 }, () => expect.objectContaining({ id: deliveryId, state: "en_route" })),
  );
  expect(shop.texts.filter((text) => text.includes("配送途中")).length).toBe(1);
});

describe("a lorry that breaks down on the way", () => {
  it("is replaced, and its driver can neither close the delivery nor be watched for it", async () => {
    const { deliveryId } = await assigned();
    await depart(deliveryId);
    await shop.trucks.assign(deliveryId, OTHER_DRIVER.userId, DRIVER.userId);
    await expect(prove(deliveryId)).rejects.toMatchObject({ status: 404 });
    expect(await shop.trucks.canWatch(ANNA, deliveryId)).toBeUndefined();
    await depart(deliveryId, OTHER_DRIVER);
    expect(await shop.trucks.canWatch(ANNA, deliveryId)).toBe(OTHER_DRIVER.userId);
    expect((await prove(deliveryId, DELIVERED, OTHER_DRIVER)).body).toMatchObject({ state: "closed" });
  });
});

describe("who is shown what of a delivery", () => {
  const shown = async (caller: Caller, deliveryId: string) =>
    (await shop.ask("readDelivery", caller, { params: { deliveryId } })).body;
  const customer = { name: expect.any(String), phone: expect.stringMatching(/^\+886/), address: expect.any(String) };

  it("drivers and dispatchers: where to, whom to call and what to bring", async () => {
    const { deliveryId } = await assigned();
    for (const caller of [DRIVER, DISPATCHER]) {
      expect(await shown(caller, deliveryId)).toMatchObject({ cylinder_kg: 16, quantity: 2, customer });
    }
    await depart(deliveryId);
    await prove(deliveryId);
    expect(await shown(DRIVER, deliveryId)).not.toHaveProperty("customer");
    expect(await shown(DISPATCHER, deliveryId)).toMatchObject({ customer });
  });

  it("customers: their own, by its day, without the driver", async () => {
    const { deliveryId } = await assigned(ANNA);
    const list = async (caller: Caller) =>
      (await shop.ask("listDeliveries", caller, { query: { on: "2026-11-20" } })).body;
    expect(await list(ANNA)).toMatchObject({ items: [{ id: deliveryId, state: "assigned" }] });
    expect(await list(BEN)).toEqual({ items: [] });
    expect(await shown(ANNA, deliveryId)).not.toHaveProperty("driver_id");
    await expect(shown(BEN, deliveryId)).rejects.toMatchObject({ status: 404 });
  });
});

describe("a driver", () => {
  it("has only the own deliveries", async () => {
    const { deliveryId } = await assigned();
    await shop.order();
    const own = await shop.ask("listDeliveries", DRIVER, { query: { on: "2026-11-20" } });
    expect(own.body).toMatchObject({ items: [{ id: deliveryId }] });
    const others = await shop.ask("listDeliveries", OTHER_DRIVER, { query: { on: "2026-11-20" } });
    expect(others.body).toEqual({ items: [] });
    const params = { deliveryId };
    await expect(shop.ask("readDelivery", OTHER_DRIVER, { params })).rejects.toMatchObject({ status: 404 });
    await expect(depart(deliveryId, OTHER_DRIVER)).rejects.toMatchObject({ status: 404 });
    await expect(prove(deliveryId, DELIVERED, OTHER_DRIVER)).rejects.toMatchObject({ status: 404 });
  });

  it("who has lost the delivery while asking does not take the other's", async () => {
    const { deliveryId } = await assigned();
    const departing = depart(deliveryId);
    const given = shop.trucks.assign(deliveryId, OTHER_DRIVER.userId, DRIVER.userId);
    const [left, taken] = await Promise.allSettled([departing, given]);
    const [row] = await shop.core.database.query("SELECT driver_id, state FROM deliveries");
    expect([left.status, taken.status].filter((status) => status === "fulfilled").length).toBe(1);
    expect(row).toEqual(
      left.status === "fulfilled"
        ? { driver_id: DRIVER.userId, state: "en_route" }
        : { driver_id: OTHER_DRIVER.userId, state: "assigned" },
    );
  });
});

it("a truck can be watched by its customer while it is on the way", async () => {
  const { deliveryId } = await assigned(ANNA);
  expect(await shop.trucks.canWatch(ANNA, deliveryId)).toBeUndefined();
  await depart(deliveryId);
  expect(await shop.trucks.canWatch(ANNA, deliveryId)).toBe(DRIVER.userId);
  expect(await shop.trucks.canWatch(BEN, deliveryId)).toBeUndefined();
  await prove(deliveryId);
  expect(await shop.trucks.canWatch(ANNA, deliveryId)).toBeUndefined();
});

it("the gauge of open deliveries counts those due today once each, late ones as late only", async () => {
  const states = async () => (await shop.gauge("deliveries_open")).map(([, count]) => count);
  expect(await states()).toEqual([0, 0, 0, 0]);
  await shop.order();
  await assigned();
  await depart((await assigned()).deliveryId);
  const closed = await assigned();
  await depart(closed.deliveryId);
  await prove(closed.deliveryId);
  await shop.order(ANNA, { slot_start: "2026-11-21T10:00:00+08:00" });
  expect(await states()).toEqual([1, 1, 1, 0]);
  shop.core.setNow(shop.core.now() + 4 * HOUR_MS + 1);
  expect(await states()).toEqual([0, 0, 0, 3]);
  shop.core.setNow(Date.parse("2026-11-21T09:00:00+08:00"));
  expect(await states()).toEqual([1, 0, 0, 0]);
  expect((await shop.ask("listDeliveries", DISPATCHER, { query: { on: "2026-11-20" } })).body).toMatchObject({
    items: [{}, {}, {}, {}],
  });
});
