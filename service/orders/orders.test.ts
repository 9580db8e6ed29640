import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { ANNA, BEN, DISPATCHER, DRIVER, fieldOf, newOrder, openShop, type Shop } from "../../test/service/shop.ts";

const HOUR_MS = 3_600_000;
const KEY = { "idempotency-key": "a-key-of-anna" };

let shop: Shop;
beforeEach(async () => {
  shop = await openShop();
});
afterEach(() => shop.close());

const place = (more: object = {}, caller = ANNA, headers: object = KEY) =>
  shop.ask("placeOrder", caller, { headers, body: newOrder(shop.core, more) });
const rowsOf = async (table: string) => (await shop.core.database.query(`SELECT * FROM ${table}`)).length;
const types = () => shop.core.events.map(({ type }) => type);

describe("placing an order", () => {
  it("keeps the order with its price, schedules it, carries both over, and tells the customer", async () => {
    const { status, body } = await place();
    expect(status).toBe(201);
    expect(body).toMatchObject({
      customer_id: "anna",
      amount_twd: 1_560,
      tax_twd: 74,
      stage: "placed",
      slot_end: new Date(shop.core.now() + 4 * HOUR_MS).toISOString(),
    });
    const [delivery] = await shop.core.database.query("SELECT * FROM deliveries");
    expect(delivery).toMatchObject({ order_id: fieldOf(body, "id"), state: "unassigned", due_on: "2026-11-20" });
    const shown = await shop.ask("readOrder", ANNA, { params: { orderId: fieldOf(body, "id") } });
    for (const seen of [body, shown.body, (await place()).body]) {
      expect(seen).toMatchObject({ delivery_id: delivery?.["id"] });
    }
    expect(shop.carried).toEqual([`delivery/${delivery?.["id"]}`, `order/${fieldOf(body, "id")}`]);
    expect(shop.texts).toEqual(["anna: 已收到您的訂單：16公斤瓦斯2桶。"]);
    expect(shop.core.events).toEqual([
      {
        type: "order.placed",
        channel: "app",
        orderId: fieldOf(body, "id"),
        customerId: "anna",
        amountTwd: 1_560,
      },
    ]);
  });

  it("is for oneself as a customer, for whomever it says as a dispatcher", async () => {
    expect((await place({ customer_id: "ben" })).body).toMatchObject({ customer_id: "anna" });
    expect((await place({ customer_id: "ben" }, DISPATCHER)).body).toMatchObject({ customer_id: "ben" });
    await expect(place({}, DISPATCHER, { "idempotency-key": "another-key" })).rejects.toMatchObject({ status: 404 });
  });

  it("is the same under its key with its fields in any order, and another with any other value", async () => {
    const body = Object.entries(newOrder(shop.core));
    const first = await place();
    for (let turn = 1; turn < body.length; turn++) {
      const turned = Object.fromEntries([...body.slice(turn), ...body.slice(0, turn)]);
      const again = await shop.ask("placeOrder", ANNA, { headers: KEY, body: turned });
      expect([again.status, again.body]).toEqual([200, first.body]);
    }
    expect(await rowsOf("orders")).toBe(1);
    await expect(place({ quantity: 1 })).rejects.toMatchObject({ status: 409, code: "key-used-for-another-order" });
  });

  it("costs what the price list said", async () => {
    const { body } = await shop.ask("priceOrder", ANNA, { query: { cylinder_kg: 16, quantity: 2 } });
    expect((await place()).body).toMatchObject(Object(body));
  });

  it.each([
    ["outside-area", { customer_id: "far" }],
    ["slot-too-soon", { slot_start: "2026-11-20T11:59:00+08:00" }],
    ["slot-too-late", { slot_start: "2026-12-05T10:00:00+08:00" }],
    ["slot-closed", { slot_start: "2026-11-20T18:01:00+08:00" }],
    // Both are times by RFC 3339's grammar, and none that a clock shows.
  ])("is refused: %s %j", async (code, more) => {
    await expect(place(more, DISPATCHER_FOR(more))).rejects.toMatchObject({ status: 422, code });
    expect(shop.core.events).toEqual([{ type: "order.refused", channel: "app", reason: code }]);
    expect([await rowsOf("orders"), await rowsOf("idempotency_keys")]).toEqual([0, 0]);
  });

  it("is refused to who has too many open orders, until one of them is done", async () => {
    const { orderId } = await shop.order();
    await shop.core.database.query(
      `WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 199)
       INSERT INTO orders SELECT 'old-' || i, customer_id, channel, cylinder_kg, quantity, amount_twd, tax_twd,
         slot_start, slot_end, 'assigned', placed_at, version, updated_at FROM n, orders WHERE id = $1`,
      [orderId],
    );
    await expect(place()).rejects.toMatchObject({ status: 422, code: "too-many-open-orders" });
    await shop.core.database.query("UPDATE orders SET stage = 'delivered' WHERE id = $1", [orderId]);
    expect((await place()).status).toBe(201);
  });

  it("happens as a whole or not at all; that it failed is our fault, and the same key may try again", async () => {
    shop.breakTexts(true);
    await expect(place()).rejects.toThrow("no text can be kept");
    expect(types()).toEqual(["order.failed"]);
    expect([await rowsOf("orders"), await rowsOf("deliveries"), await rowsOf("idempotency_keys")]).toEqual([0, 0, 0]);
    shop.breakTexts(false);
    expect((await place()).status).toBe(201);
  });
});

const DISPATCHER_FOR = (more: object) => ("customer_id" in more ? DISPATCHER : ANNA);

describe("an idempotency key", () => {
  it("answers the same request with the same order, which is placed once", async () => {
    const first = await place();
    shop.core.setNow(shop.core.now() + 3 * HOUR_MS);
    const slot_start = new Date(shop.core.now() - HOUR_MS).toISOString();
    const again = await place({ slot_start });
    expect([first.status, again.status, again.body]).toEqual([201, 200, first.body]);
    expect([await rowsOf("orders"), shop.texts.length, types()]).toEqual([1, 1, ["order.placed"]]);
  });

  it("makes one order of many requests at once", async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, () => place()));
    expect(new Set(answers.map(({ body }) => fieldOf(body, "id"))).size).toBe(1);
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(7).fill(200), 201]);
    expect(await rowsOf("orders")).toBe(1);
  });

  it("is not for another order, and belongs to who used it", async () => {
    await place();
    await expect(place({ quantity: 3 })).rejects.toMatchObject({ status: 409, code: "key-used-for-another-order" });
    expect((await place({}, BEN)).status).toBe(201);
  });

  it("is forgotten after a week, when somebody orders", async () => {
    await place();
    shop.core.setNow(shop.core.now() + 7 * 24 * HOUR_MS + 1);
    await place({}, BEN);
    expect(await rowsOf("idempotency_keys")).toBe(1);
  });
});

describe("reading orders", () => {
  it("shows customers their own", async () => {
    const { orderId } = await shop.order(ANNA);
    expect((await shop.ask("readOrder", ANNA, { params: { orderId } })).body).toMatchObject({ id: orderId });
    expect((await shop.ask("readOrder", DISPATCHER, { params: { orderId } })).status).toBe(200);
    for (const id of ["readOrder", "cancelOrder"]) {
      await expect(shop.ask(id, BEN, { params: { orderId } })).rejects.toMatchObject({ status: 404 });
    }
    expect((await shop.ask("listOrders", BEN)).body).toEqual({ items: [] });
    // A user without a customer has no orders, rather than everybody's.
    const nobody = { userId: "u", role: "customer", sessionId: "s" } as const;
    expect((await shop.ask("listOrders", nobody)).body).toEqual({ items: [] });
  });

  it("goes through all of them page by page, the newest first, each once", async () => {
    const placed: string[] = [];
    for (let count = 0; count < 120; count++) placed.push((await shop.order()).orderId);
    const seen: string[] = [];
    const sizes: number[] = [];
    for (let cursor: string | undefined = ""; cursor !== undefined; ) {
      const { body } = await shop.ask("listOrders", ANNA, { query: { cursor } });
      const { items, next_cursor: next }: Listed = JSON.parse(JSON.stringify(body));
      seen.push(...items.map(({ id }) => id));
      sizes.push(items.length);
      cursor = next;
    }
    expect(sizes).toEqual([50, 50, 20]);
    expect(seen).toEqual(placed.toReversed());
  });

  it("finds those of a stage", async () => {
    const { orderId } = await shop.order();
    await shop.order();
    await shop.ask("cancelOrder", ANNA, { params: { orderId } });
    const { body } = await shop.ask("listOrders", ANNA, { query: { stage: "cancelled" } });
    expect(body).toMatchObject({ items: [{ id: orderId, stage: "cancelled" }] });
  });
});

interface Listed {
  readonly items: ReadonlyArray<{ readonly id: string }>;
  readonly next_cursor?: string;
}

describe("taking an order back", () => {
  it("ends its delivery, once", async () => {
    const { orderId, deliveryId } = await shop.order();
    const params = { orderId };
    expect((await shop.ask("cancelOrder", ANNA, { params })).body).toMatchObject({ stage: "cancelled" });
    expect(shop.carried.slice(-2)).toEqual([`delivery/${deliveryId}`, `order/${orderId}`]);
    expect((await shop.ask("listUnassigned", DISPATCHER)).body).toEqual({ items: [] });
    await expect(shop.ask("cancelOrder", ANNA, { params })).rejects.toMatchObject({ status: 409 });
    expect(types()).toEqual(["order.placed", "order.cancelled"]);
  });

  it("is too late when a driver has it", async () => {
    const { orderId, deliveryId } = await shop.order();
    await shop.trucks.assign(deliveryId, DRIVER.userId);
    const cancelling = shop.ask("cancelOrder", ANNA, { params: { orderId } });
    await expect(cancelling).rejects.toMatchObject({ status: 409, code: "too-late" });
    expect((await shop.ask("readOrder", ANNA, { params: { orderId } })).body).toMatchObject({ stage: "assigned" });
  });

  it("and giving it to a driver at the same moment: one of them wins", async () => {
    const { orderId, deliveryId } = await shop.order();
    const [cancelled, assigned] = await Promise.allSettled([
      shop.ask("cancelOrder", ANNA, { params: { orderId } }),
      shop.trucks.assign(deliveryId, DRIVER.userId),
    ]);
    expect([cancelled.status, assigned.status].sort()).toEqual(["fulfilled", "rejected"]);
    const [order] = await shop.core.database.query("SELECT stage FROM orders");
    const [delivery] = await shop.core.database.query("SELECT state FROM deliveries");
    expect([order?.["stage"], delivery?.["state"]]).toEqual(
      cancelled.status === "fulfilled" ? ["cancelled", "closed"] : ["assigned", "assigned"],
    );
  });
});

it("the gauge of open orders counts them by stage, and none that is done", async () => {
  expect(await shop.gauge("orders_open")).toEqual([
    [{ stage: "placed" }, 0],
    [{ stage: "assigned" }, 0],
    [{ stage: "delivered" }, 0],
  ]);
  await shop.order();
  await shop.order();
  await shop.trucks.assign((await shop.order()).deliveryId, DRIVER.userId);
  await shop.ask("cancelOrder", ANNA, { params: { orderId: (await shop.order()).orderId } });
  expect(await shop.gauge("orders_open")).toEqual([
    [{ stage: "placed" }, 2],
    [{ stage: "assigned" }, 1],
    [{ stage: "delivered" }, 0],
  ]);
});
