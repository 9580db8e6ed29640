import { afterEach, beforeEach, describe, expect, it } from "vitest";
import {
  ANNA,
  BEN,
  DISPATCHER,
  DRIVER,
  OTHER_DRIVER,
  openShop,
  ROUTES_PER_SECOND,
  type Shop,
} from "../../test/service/shop.ts";

const HOUR_MS = 3_600_000;
const TODAY = "2026-11-20";

let shop: Shop;
beforeEach(async () => {
  shop = await openShop();
});
afterEach(() => shop.close());

const assign = (deliveryId: string, driverId: string, insteadOf?: string) =>
  shop.ask("assignDelivery", DISPATCHER, {
    body: {
      delivery_id: deliveryId,
      driver_id: driverId,
      ...(insteadOf === undefined ? {} : { instead_of: insteadOf }),
    },
  });
const load = async (count: number): Promise<string[]> => {
  const ids: string[] = [];
  for (let stop = 0; stop < count; stop++) {
    const { deliveryId } = await shop.order(stop % 2 === 0 ? ANNA : BEN);
    await assign(deliveryId, DRIVER.userId);
    ids.push(deliveryId);
  }
  return ids;
};
const plan = async (): Promise<{ stops: string[]; live_traffic: boolean }> => {
  const { body } = await shop.ask("planRoute", DISPATCHER, { body: { driver_id: DRIVER.userId, on: TODAY } });
  return JSON.parse(JSON.stringify(body));
};
const outcomes = (type: "dispatch.plan_finished" | "google.called") =>
  shop.core.events.flatMap((event) => (event.type === type ? [event.outcome] : []));
const driverOf = async (deliveryId: string) =>
  (await shop.core.database.query("SELECT driver_id FROM deliveries WHERE id = $1", [deliveryId]))[0]?.["driver_id"];

describe("giving a delivery to a driver", () => {
  it("takes it from the list of those without one, and moves its order on", async () => {
    const urgent = await shop.order();
    const later = await shop.order(ANNA, { slot_start: "2026-11-20T17:00:00+08:00" });
    const listed = await shop.ask("listUnassigned", DISPATCHER);
    expect(listed.body).toMatchObject({ items: [{ id: urgent.deliveryId }, { id: later.deliveryId }] });
    expect((await assign(urgent.deliveryId, DRIVER.userId)).body).toEqual({
      delivery_id: urgent.deliveryId,
      driver_id: DRIVER.userId,
    });
    expect((await shop.ask("listUnassigned", DISPATCHER)).body).toMatchObject({ items: [{ id: later.deliveryId }] });
    const order = await shop.ask("readOrder", DISPATCHER, { params: { orderId: urgent.orderId } });
    expect(order.body).toMatchObject({ stage: "assigned" });
  });

  it("two dispatchers cannot both: the second learns of the first", async () => {
    const { deliveryId } = await shop.order();
    const [first, second] = await Promise.allSettled([
      assign(deliveryId, DRIVER.userId),
      assign(deliveryId, OTHER_DRIVER.userId),
    ]);
    expect([first.status, second.status].sort()).toEqual(["fulfilled", "rejected"]);
    expect(await driverOf(deliveryId)).toBe(first.status === "fulfilled" ? DRIVER.userId : OTHER_DRIVER.userId);
    expect(shop.core.events.filter(({ type }) => type === "delivery.assigned").length).toBe(1);
  });

  it("another driver takes over from the one who is named, until it is brought", async () => {
    const { deliveryId } = await shop.order();
    await assign(deliveryId, DRIVER.userId);
    const mistaken = assign(deliveryId, OTHER_DRIVER.userId, "driver-3");
    await expect(mistaken).rejects.toMatchObject({ status: 409 });
    await assign(deliveryId, OTHER_DRIVER.userId, DRIVER.userId);
    expect(await driverOf(deliveryId)).toBe(OTHER_DRIVER.userId);
    await shop.ask("departForDelivery", OTHER_DRIVER, { params: { deliveryId } });
    await assign(deliveryId, DRIVER.userId, OTHER_DRIVER.userId);
    await shop.ask("departForDelivery", DRIVER, { params: { deliveryId } });
    const body = { outcome: "delivered", recipient: "王小明", serials: ["TW0001", "TW0002"] };
    await shop.ask("proveDelivery", DRIVER, { params: { deliveryId }, body });
    await expect(assign(deliveryId, OTHER_DRIVER.userId, DRIVER.userId)).rejects.toMatchObject({ status: 409 });
  });

  it("begins with who drives, and how much each still has to bring", async () => {
    await assign((await shop.order()).deliveryId, DRIVER.userId);
    const drivers = await shop.ask("listDrivers", DISPATCHER, { query: { on: TODAY } });
    expect(drivers.body).toEqual({
      items: [
        { id: DRIVER.userId, login: expect.any(String), open_deliveries: 1 },
        { id: OTHER_DRIVER.userId, login: expect.any(String), open_deliveries: 0 },
      ],
    });
  });

  it("needs a driver and a delivery", async () => {
    const { deliveryId } = await shop.order();
    await expect(assign(deliveryId, DISPATCHER.userId)).rejects.toMatchObject({ status: 422, code: "no-such-driver" });
    await expect(assign("none", DRIVER.userId)).rejects.toMatchObject({ status: 404 });
    expect((await shop.gauge("orders_open"))[0]).toEqual([{ stage: "placed" }, 1]);
  });
});

describe("a route plan", () => {
  it("visits every stop of the driver's day with the traffic of now", async () => {
    const ids = await load(5);
    await shop.order();
    const { stops, live_traffic: isLive } = await plan();
    expect([stops.toSorted(), isLive]).toEqual([ids.toSorted(), true]);
    expect([outcomes("dispatch.plan_finished"), outcomes("google.called")]).toEqual([["planned"], ["ok"]]);
  });

  it("leaves out where the driver has been already", async () => {
    const [done = "", left = ""] = await load(2);
    const params = { deliveryId: done };
    await shop.ask("departForDelivery", DRIVER, { params });
    expect((await plan()).stops.toSorted()).toEqual([done, left].toSorted());
    const body = { outcome: "customer_absent", recipient: "", serials: [] };
    await shop.ask("proveDelivery", DRIVER, { params, body });
    expect((await plan()).stops).toEqual([left]);
  });

  it("loses no stop of a truck that is fuller than Google takes in one request", async () => {
    const ids = await load(30);
    expect((await plan()).stops.toSorted()).toEqual(ids.toSorted());
    expect(outcomes("google.called")).toEqual(["ok"]);
  });

  it.each([
    ["down", "unavailable"],
    ["wrong", "invalid"],
    ["rate-limited", "throttled"],
  ] as const)("is made without traffic when Google Routes is %s", async (mode, outcome) => {
    const ids = await load(3);
    shop.faults.set("google-routes", { mode });
    const { stops, live_traffic: isLive } = await plan();
    expect([stops.toSorted(), isLive]).toEqual([ids.toSorted(), false]);
    expect(outcomes("dispatch.plan_finished")).toEqual(["planned_without_traffic"]);
    expect(outcomes("google.called")).toEqual([outcome]);
  });

  it("asks Google no more than the quota allows in any second: waits for a short time, then does without", async () => {
    await load(2);
    const asked = () => outcomes("google.called").length;
    for (let count = 0; count < ROUTES_PER_SECOND; count++) await plan();
    expect(asked()).toBe(ROUTES_PER_SECOND);
    shop.core.setNow(shop.core.now() + 500);
    expect([(await plan()).live_traffic, asked()]).toEqual([false, ROUTES_PER_SECOND]);
    // A tenth of a second is worth the wait.
    shop.core.setNow(shop.core.now() + 400);
    await plan();
    expect(asked()).toBe(ROUTES_PER_SECOND + 1);
  });

  it("does not ask a Google that has failed again and again, and the dependency tells", async () => {
    await load(2);
    const signal = new AbortController().signal;
    await shop.routes.dependency.check(signal);
    shop.faults.set("google-routes", { mode: "down" });
    for (let count = 0; count < 8; count++) {
      expect((await plan()).live_traffic).toBe(false);
      shop.core.setNow(shop.core.now() + 1_000);
    }
    expect(outcomes("google.called")).toEqual(Array(5).fill("unavailable"));
    await expect(shop.routes.dependency.check(signal)).rejects.toThrow("have failed");
    expect([shop.routes.dependency.required, shop.vertexAi.dependency.required]).toEqual([false, false]);
  });

  it("fails only when we do", async () => {
    await shop.core.database.query("ALTER TABLE deliveries RENAME TO lost");
    await expect(plan()).rejects.toThrow();
    expect(outcomes("dispatch.plan_finished")).toEqual(["failed"]);
  });
});

describe("demand", () => {
  /** Two cylinders of 16 kg ordered for 14:00 of that day. */
  const orderOn = async (day: string) => {
    const noon = Date.parse(`${day}T12:00:00+08:00`);
    shop.core.setNow(noon);
    return shop.order();
  };
  const demand = async (on: string): Promise<{ source: string; sixteen: number }> => {
    shop.core.setNow(Date.parse(`${TODAY}T12:00:00+08:00`));
    const { body } = await shop.ask("forecastDemand", DISPATCHER, { query: { on } });
    const { source, forecast }: Forecast = JSON.parse(JSON.stringify(body));
    expect(forecast.map(({ cylinder_kg: kg }) => kg)).toEqual([4, 10, 16, 20]);
    return { source, sixteen: forecast[2]?.cylinders ?? Number.NaN };
  };

  it("is Vertex AI's forecast from the last seven days", async () => {
    for (const day of ["2026-11-13", "2026-11-13", "2026-11-14", "2026-11-19"]) await orderOn(day);
    // Eight cylinders in seven days.
    expect(await demand(TODAY)).toEqual({ source: "vertex_ai", sixteen: 1 });
  });

  it.each(["down", "wrong"] as const)("is that of the same day last week when Vertex AI is %s", async (mode) => {
    for (const day of ["2026-11-13", "2026-11-13", "2026-11-14"]) await orderOn(day);
    shop.faults.set("vertex-ai", { mode });
    expect(await demand(TODAY)).toEqual({ source: "last_week", sixteen: 4 });
  });

  it("knows what nobody took back", async () => {
    const { orderId } = await orderOn("2026-11-13");
    await orderOn("2026-11-13");
    await shop.ask("cancelOrder", ANNA, { params: { orderId } });
    shop.faults.set("vertex-ai", { mode: "down" });
    expect(await demand(TODAY)).toEqual({ source: "last_week", sixteen: 2 });
  });

  it("of a far day is known from the last whole week, not from days that are still to come", async () => {
    await orderOn("2026-11-13");
    shop.faults.set("vertex-ai", { mode: "down" });
    expect(await demand("2026-12-11")).toEqual({ source: "last_week", sixteen: 2 });
  });
});

interface Forecast {
  readonly source: string;
  readonly forecast: ReadonlyArray<{ readonly cylinder_kg: number; readonly cylinders: number }>;
}

describe("the gauge of the delivery that waits longest for a driver", () => {
  const age = async () => (await shop.gauge("dispatch_oldest_unassigned_age_seconds"))[0]?.[1];
  const at = (time: string) => shop.core.setNow(Date.parse(`${time}+08:00`));

  it("is zero when none waits, and grows from the order on", async () => {
    expect(await age()).toBe(0);
    const { deliveryId } = await shop.order();
    at("2026-11-20T12:10:00");
    await shop.order();
    at("2026-11-20T12:30:00");
    expect(await age()).toBe(1_800);
    await assign(deliveryId, DRIVER.userId);
    expect(await age()).toBe(1_200);
  });

  it("does not count what is due on another day, and begins with the day when ordered ahead", async () => {
    await shop.order(ANNA, { slot_start: "2026-11-24T10:00:00+08:00" });
    at("2026-11-23T19:00:00");
    expect(await age()).toBe(0);
    // At night nobody waits: the page would wake somebody who can do nothing.
    at("2026-11-24T00:00:01");
    expect(await age()).toBe(0);
    at("2026-11-24T08:10:00");
    expect(await age()).toBe(600);
  });

  it("grows on while we are open when its day is over", async () => {
    await shop.order(ANNA, { slot_start: "2026-11-20T17:00:00+08:00" });
    at("2026-11-21T09:00:00");
    expect(await age()).toBe(9 * (HOUR_MS / 1_000));
  });
});

it("the gauge of quotas says what was configured", async () => {
  expect(await shop.gauge("google_api_quota_requests_per_second")).toEqual([
    [{ api: "routes" }, ROUTES_PER_SECOND],
    [{ api: "vertex_ai" }, 5],
  ]);
});
