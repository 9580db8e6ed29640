import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { ANNA, DISPATCHER, DRIVER, fieldOf, newOrder, OTHER_DRIVER, openShop, type Shop } from "../service/shop.ts";
import { type PostgresServer, startPostgres } from "./postgres-server.ts";

const ROUNDS = 15;

let server: PostgresServer;
let shop: Shop;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());
beforeEach(async () => {
  shop = await openShop(await server.newDatabase());
});
afterEach(() => shop.close());

const rows = (sql: string) => shop.core.database.query(sql);
const assign = (deliveryId: string, driverId: string, insteadOf: object = {}) =>
  shop.ask("assignDelivery", DISPATCHER, { body: { delivery_id: deliveryId, driver_id: driverId, ...insteadOf } });
const winners = (results: ReadonlyArray<PromiseSettledResult<unknown>>) =>
  results.filter(({ status }) => status === "fulfilled").length;

/** The losers were refused; none met an error of ours. */
function expectRefusals(results: ReadonlyArray<PromiseSettledResult<unknown>>): void {
  for (const result of results) if (result.status === "rejected") expect(result.reason).toMatchObject({ status: 409 });
}

it("the same key in many requests at once makes one order", async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const asked = { headers: { "idempotency-key": `key-of-round-${round}` }, body: newOrder(shop.core) };
    const answers = await Promise.all(Array.from({ length: 8 }, () => shop.ask("placeOrder", ANNA, asked)));
    expect(new Set(answers.map(({ body }) => fieldOf(body, "id"))).size).toBe(1);
    expect(answers.filter(({ status }) => status === 201).length).toBe(1);
  }
  expect([(await rows("SELECT id FROM orders")).length, (await rows("SELECT id FROM deliveries")).length]).toEqual([
    ROUNDS,
    ROUNDS,
  ]);
  expect(shop.core.events.map(({ type }) => type)).toEqual(Array(ROUNDS).fill("order.placed"));
});

it("of two dispatchers one gives the delivery away, be it new or somebody's", async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const { deliveryId } = await shop.order();
    const fresh = await Promise.allSettled([assign(deliveryId, "driver-1"), assign(deliveryId, "driver-2")]);
    expect(winners(fresh)).toBe(1);
    expectRefusals(fresh);
    const [held] = await rows(`SELECT driver_id FROM deliveries WHERE id = '${deliveryId}'`);
    const from = { instead_of: String(held?.["driver_id"]) };
    const other = held?.["driver_id"] === DRIVER.userId ? OTHER_DRIVER.userId : DRIVER.userId;
    const again = await Promise.allSettled([assign(deliveryId, other, from), assign(deliveryId, other, from)]);
    expect(winners(again)).toBe(1);
    expectRefusals(again);
  }
});

it("an order is taken back or given to a driver, and its delivery agrees", async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const { orderId, deliveryId } = await shop.order();
    const results = await Promise.allSettled([
      shop.ask("cancelOrder", ANNA, { params: { orderId } }),
      assign(deliveryId, DRIVER.userId),
    ]);
    expect(winners(results)).toBe(1);
    expectRefusals(results);
  }
  const agreed = await rows(
    "SELECT DISTINCT stage, state FROM orders JOIN deliveries ON order_id = orders.id ORDER BY stage",
  );
  for (const row of agreed) {
    expect([
      { stage: "assigned", state: "assigned" },
      { stage: "cancelled", state: "closed" },
    ]).toContainEqual(row);
  }
});

it("a delivery is proved once, and invoiced once", async () => {
  for (let round = 0; round < ROUNDS; round++) {
    const { deliveryId } = await shop.order();
    await assign(deliveryId, DRIVER.userId);
    const params = { deliveryId };
    await shop.ask("departForDelivery", DRIVER, { params });
    const body = { outcome: "delivered", recipient: "王", serials: ["TW01"] };
    const results = await Promise.allSettled(
      Array.from({ length: 4 }, () => shop.ask("proveDelivery", DRIVER, { params, body })),
    );
    // The same proof four times is one proof, and each try hears so.
    expect(winners(results)).toBe(4);
  }
  expect(shop.core.events.filter(({ type }) => type === "delivery.finished").length).toBe(ROUNDS);
});

it("gauges and forecasts are numbers there too", async () => {
  await shop.order();
  const { deliveryId } = await shop.order();
  await assign(deliveryId, DRIVER.userId);
  shop.core.setNow(shop.core.now() + 60_000);
  expect(await shop.gauge("orders_open")).toEqual([
    [{ stage: "placed" }, 1],
    [{ stage: "assigned" }, 1],
    [{ stage: "delivered" }, 0],
  ]);
  expect((await shop.gauge("deliveries_open")).map(([, count]) => count)).toEqual([1, 1, 0, 0]);
  expect(await shop.gauge("dispatch_oldest_unassigned_age_seconds")).toEqual([[{}, 60]]);
  shop.faults.set("vertex-ai", { mode: "down" });
  await rows("UPDATE deliveries SET due_on = '2026-11-13'");
  const { body } = await shop.ask("forecastDemand", DISPATCHER, { query: { on: "2026-11-20" } });
  expect(body).toMatchObject({ source: "last_week", forecast: [{}, {}, { cylinders: 4 }, {}] });
});
