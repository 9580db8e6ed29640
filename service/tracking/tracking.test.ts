import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { startTestService, type TestService } from "../../test/service/started-service.ts";

let service: TestService;
let deliveryId = "";
let shift = 0;
const sockets: WebSocket[] = [];

beforeAll(async () => {
  service = await startTestService({}, { now: () => Date.now() + shift });
  await service.order("customer-1");
  const { items } = await service.as("dispatcher-1", { method: "GET", route: "/dispatch/unassigned" });
  deliveryId = String(items[0]?.["id"]);
  const body = { delivery_id: deliveryId, driver_id: await service.userIdOf("driver-1") };
  await service.as("dispatcher-1", { method: "POST", route: "/dispatch/assignments", body });
});
afterAll(async () => {
  for (const socket of sockets) socket.terminate();
  await service.close();
});

const address = (token: string) => `${service.url.replace("http", "ws")}/api/v1/tracking?token=${token}`;

async function connect(login: string) {
  const socket = new WebSocket(address(await service.tokenOf(login)));
  sockets.push(socket);
  const heard: unknown[] = [];
  socket.on("message", (data) => heard.push(JSON.parse(data.toString())));
  await once(socket, "open");
  const closed = once(socket, "close");
  return {
    heard,
    say: (message: unknown) => socket.send(typeof message === "string" ? message : JSON.stringify(message)),
    closed: async () => (await closed).map(String),
    hear: async (count: number) => {
      await expect.poll(() => heard.length, { timeout: 10_000 }).toBe(count);
      return heard;
    },
  };
}

const refused = async (token: string): Promise<string> => {
  const socket = new WebSocket(address(token));
  const [error]: Error[] = await once(socket, "error");
  return error?.message ?? "";
};
const at = (seq: number, lat = 25.03) => ({ seq, lat, lng: 121.56 });
const counted = async (series: string): Promise<number> => {
  const line = (await service.metrics()).split("\n").find((one) => one.startsWith(`${series} `));
  return Number(line?.slice(series.length + 1) ?? Number.NaN);
};

describe("the live map", () => {
  it("shows a dispatcher every truck, and a customer the truck that is on its way to them", async () => {
    const [driver, dispatcher, customer] = [
      await connect("driver-1"),
      await connect("dispatcher-1"),
      await connect("customer-1"),
    ];
    const id = await service.userIdOf("driver-1");
    driver.say(at(1));
    await dispatcher.hear(1);
    customer.say({ watch: deliveryId });
    // Not yet under way: where the driver is concerns nobody.
    expect(await customer.hear(1)).toEqual([{ error: "there is no such delivery on its way" }]);

    const route = "/deliveries/{deliveryId}/departure";
    const left = await service.as("driver-1", { method: "POST", route, params: { deliveryId } });
    expect(left.status).toBe(200);
    customer.say({ watch: deliveryId });
    expect((await customer.hear(2))[1]).toEqual({ driver: id, ...at(1) });
    driver.say(at(2, 25.04));
    expect((await customer.hear(3))[2]).toEqual({ driver: id, ...at(2, 25.04) });
    expect(await dispatcher.hear(2)).toEqual([
      { driver: id, ...at(1) },
      { driver: id, ...at(2, 25.04) },
    ]);
    expect(driver.heard).toEqual([]);
  });

  it("shows a customer the truck no longer than it is on its way to them", async () => {
    const [driver, customer] = [await connect("driver-1"), await connect("customer-1")];
    customer.say({ watch: deliveryId });
    await customer.hear(1);
    const proof = { outcome: "delivered", recipient: "王小明", serials: ["TW0001", "TW0002"] };
    const route = "/deliveries/{deliveryId}/proof";
    await service.as("driver-1", { method: "POST", route, params: { deliveryId }, body: proof });
    // Not a position more, however soon it comes.
    driver.say(at(3, 25.05));
    expect((await customer.hear(2))[1]).toEqual({ ended: deliveryId });
    const dispatcher = await connect("dispatcher-1");
    driver.say(at(4, 25.06));
    await dispatcher.hear(1);
    expect(customer.heard.length).toBe(2);
  });

  it("shows no longer the truck of a driver whom another has taken over from", async () => {
    const orderId = await service.order("customer-1");
    const own = String(
      (await service.as("customer-1", { method: "GET", route: `/orders/${orderId}` })).field("delivery_id"),
    );
    const [one, other] = await Promise.all(["driver-3", "driver-4"].map((login) => service.userIdOf(login)));
    const assign = (body: object) =>
      service.as("dispatcher-1", { method: "POST", route: "/dispatch/assignments", body });
    await assign({ delivery_id: own, driver_id: one });
    await service.as("driver-3", { method: "POST", route: `/deliveries/${own}/departure` });
    const [driver, customer] = [await connect("driver-3"), await connect("customer-1")];
    driver.say(at(1));
    customer.say({ watch: own });
    await customer.hear(1);
    await assign({ delivery_id: own, driver_id: other, instead_of: one });
    driver.say(at(2));
    expect((await customer.hear(2))[1]).toEqual({ ended: own });
    driver.say(at(3));
    await service.as("driver-4", { method: "POST", route: `/deliveries/${own}/departure` });
    customer.say({ watch: own });
    const next = await connect("driver-4");
    next.say(at(1, 25.07));
    expect((await customer.hear(3))[2]).toEqual({ driver: other, ...at(1, 25.07) });
  });

  it("another customer does not see the truck", async () => {
    const stranger = await connect("customer-2");
    stranger.say({ watch: deliveryId });
    expect(await stranger.hear(1)).toEqual([{ error: "there is no such delivery on its way" }]);
  });

  it("passes over what is old, and counts what is missing", async () => {
    const [driver, dispatcher] = [await connect("driver-2"), await connect("dispatcher-2")];
    const missing = await counted("tracking_positions_missing_total");
    for (const seq of [5, 5, 3, 9]) driver.say(at(seq));
    const heard = await dispatcher.hear(2);
    expect(heard).toMatchObject([{ seq: 5 }, { seq: 9 }]);
    await expect.poll(() => counted("tracking_positions_missing_total")).toBe(missing + 3);
  });

  it.each([
    ["driver-3", "not JSON"],
    ["driver-3", { seq: 1, lat: 48.1, lng: 11.5 }],
    ["driver-3", { seq: 0, lat: 25, lng: 121 }],
    ["driver-3", { watch: "x" }],
    ["customer-3", at(1)],
    ["customer-3", { watch: "" }],
    ["dispatcher-1", at(1)],
  ])("%s is shown the door for %j", async (login, message) => {
    const connection = await connect(login);
    connection.say(message);
    expect(await connection.closed()).toEqual(["1008", "the message is not valid"]);
  });

  it("answers one question at a time, the last one in the end, and shows the door to who floods it", async () => {
    const [asking, flooding] = [await connect("customer-6"), await connect("customer-7")];
    for (let question = 0; question < 50; question++) asking.say({ watch: `delivery-${question}` });
    await expect.poll(() => asking.heard.length).toBeGreaterThan(0);
    await sleep(300);
    expect(asking.heard.length).toBeLessThanOrEqual(5);
    for (let question = 0; question < 8_000; question++) flooding.say({ watch: "x" });
    expect(await flooding.closed()).toEqual(["1008", "too many messages"]);
    expect(await counted('tracking_connections_closed_total{audience="customer",reason="server_error"}')).toBe(0);
  });

  it("a message larger than any of ours ends the connection", async () => {
    const connection = await connect("customer-3");
    connection.say("x".repeat(2_000));
    expect((await connection.closed())[0]).toBe("1009");
  });

  it.each([
    ["no token", async () => "", 401],
    ["somebody's invention", async () => "abc", 401],
    ["an accountant's", () => service.tokenOf("accountant-1"), 403],
  ])("opens not with %s", async (_what, token, status) => {
    expect(await refused(await token())).toContain(String(status));
  });

  it.each(["h2c", "websocket", "h2c, websocket", "TLS/1.0"])(
    "an Upgrade to %s elsewhere is ignored, and the request counted",
    async (upgrade) => {
      const series =
        'http_server_request_duration_seconds_count{app_component="health",http_request_method="GET",http_route="/api/v1/health",http_response_status_code="200"}';
      const before = await counted(series);
      const { port } = new URL(service.url);
      const request = get({
        port,
        path: "/api/v1/health",
        headers: { connection: "Upgrade, HTTP2-Settings", upgrade },
      });
      const [answer]: IncomingMessage[] = await once(request, "response");
      answer?.resume();
      expect(answer?.statusCode).toBe(200);
      await expect.poll(() => counted(series)).toBe(before + 1);
    },
  );

  it("only at its own address", async () => {
    const socket = new WebSocket(`${service.url.replace("http", "ws")}/api/v1/trackings`);
    const [error]: Error[] = await once(socket, "error");
    expect(error?.message).toContain("404");
  });

  it("counts who is there, and why they went", async () => {
    const customers = 'tracking_connections{audience="customer"}';
    const before = await counted(customers);
    const one = await connect("customer-4");
    expect(await counted(customers)).toBe(before + 1);
    one.say({});
    await one.closed();
    await expect.poll(() => counted(customers)).toBe(before);
  });
});

it("a service that ends tells everybody to come back", async () => {
  const own = await startTestService();
  const socket = new WebSocket(
    `${own.url.replace("http", "ws")}/api/v1/tracking?token=${await own.tokenOf("customer-1")}`,
  );
  await once(socket, "open");
  const closed = once(socket, "close");
  await own.close();
  expect((await closed).map(String)).toEqual(["1012", "please connect again"]);
});

it("nobody stays longer than their token", async () => {
  const token = await service.tokenOf("customer-5");
  // Almost a quarter of an hour passes, and a second is left.
  shift = 15 * 60_000 - 3_000;
  const socket = new WebSocket(address(token));
  sockets.push(socket);
  await once(socket, "open");
  shift = 0;
  expect((await once(socket, "close")).map(String)).toEqual(["4001", "the access token has expired"]);
});
