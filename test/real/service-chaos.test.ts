import { setTimeout as sleep } from "node:timers/promises";
import { Client } from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { LEASE_MS } from "../../service/storage/job-table.ts";
import { startTestService, type TestService, tomorrowAtTen } from "../service/started-service.ts";
import { type PostgresServer, startPostgres } from "./postgres-server.ts";
import { type RedisServer, startRedis } from "./redis-server.ts";

const SOON = { timeout: 30_000, interval: 50 };
/** A job whose outcome could not be written down runs again when its lease has ended. */
const AFTER_A_LEASE = { timeout: LEASE_MS + SOON.timeout, interval: 50 };

let postgres: PostgresServer;
let redis: RedisServer;
let service: TestService;

beforeAll(async () => {
  [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
});

afterAll(async () => {
  await Promise.all([postgres.stop(), redis.stop()]);
});

afterEach(async () => {
  await service.close();
});

const readiness = async () => {
  const response = await fetch(`${service.adminUrl}/readyz`);
  const health: { status: string; dependencies: Record<string, string> } = JSON.parse(await response.text());
  return { code: response.status, ...health };
};
const becomes = (status: string) => vi.waitFor(async () => expect((await readiness()).status).toBe(status), SOON);

/** Brings an order of a customer to the door, so that it is invoiced; answers with the order's id. */
async function deliver(login: string): Promise<string> {
  const orderId = await service.order(login);
  const { items } = await service.as("dispatcher-1", { method: "GET", route: "/dispatch/unassigned" });
  for (const { id } of items) {
    const body = { delivery_id: id, driver_id: await service.userIdOf("driver-1") };
    await service.as("dispatcher-1", { method: "POST", route: "/dispatch/assignments", body });
    const params = { deliveryId: String(id) };
    await service.as("driver-1", { method: "POST", route: "/deliveries/{deliveryId}/departure", params });
    const proof = { outcome: "delivered", recipient: "王", serials: ["TW01"] };
    await service.as("driver-1", { method: "POST", route: "/deliveries/{deliveryId}/proof", params, body: proof });
  }
  return orderId;
}

/** What every accepted order must come to in the end: known to us, and the same in the old system. */
async function expectKept(orderIds: readonly string[], login: string): Promise<void> {
  for (const orderId of orderIds) {
    const own = await service.as(login, { method: "GET", route: "/orders/{orderId}", params: { orderId } });
    expect(own.status, orderId).toBe(200);
  }
  await vi.waitFor(() => {
    for (const orderId of orderIds) expect(service.sandbox.oldSystem.records.has(`order/${orderId}`)).toBe(true);
  }, AFTER_A_LEASE);
}

async function expectInvoiced(orders: number): Promise<void> {
  await vi.waitFor(async () => {
    const { items } = await service.as("accountant-1", { method: "GET", route: "/invoices" });
    expect(items.map(({ state }) => state)).toEqual(new Array(orders).fill("accepted"));
    // Each number once, without a gap, and held by the platform.
    const numbers = items.map(({ number }) => String(number)).sort();
    const first = Number(numbers[0]?.slice(2));
    expect(numbers).toEqual(numbers.map((_, place) => `LG${String(first + place).padStart(8, "0")}`));
    for (const number of numbers) expect(service.sandbox.einvoices.held.has(number)).toBe(true);
  }, AFTER_A_LEASE);
}

describe("with PostgreSQL and Redis", () => {
  it("the database is killed under traffic: 503, not ready, and back by itself with everything that was accepted", async () => {
    service = await startTestService({ DATABASE_URL: await postgres.newDatabase() });
    const accepted: string[] = [];
    const statuses = new Set<number>();
    let isOver = false;
    const customer = async (login: string) => {
      while (!isOver) {
        const headers = { "idempotency-key": `${login}-${Math.random()}` };
        const body = { channel: "app", cylinder_kg: 16, quantity: 1, slot_start: tomorrowAtTen(Date.now()) };
        const answer = await service.as(login, { method: "POST", route: "/orders", headers, body });
        statuses.add(answer.status);
        if (answer.status === 201) accepted.push(String(answer.field("id")));
        await sleep(5);
      }
    };
    const traffic = Promise.all([customer("customer-1"), customer("customer-1"), customer("customer-1")]);
    await vi.waitFor(() => expect(accepted.length).toBeGreaterThan(20), SOON);
    await postgres.kill();
    await becomes("not_ready");
    expect((await readiness()).code).toBe(503);
    expect((await service.api({ method: "GET", route: "/health" })).status).toBe(503);
    await postgres.restart();
    await becomes("ready");
    const before = accepted.length;
    await vi.waitFor(() => expect(accepted.length).toBeGreaterThan(before + 20), SOON);
    isOver = true;
    await traffic;
    expect([...statuses].sort()).toEqual([201, 503]);
    await expectKept(accepted, "customer-1");
  });

  it("the database becomes read-only: reading works, an order is refused and counted, and then taken", async () => {
    const url = await postgres.newDatabase();
    service = await startTestService({ DATABASE_URL: url });
    const first = await service.order("customer-1");
    const admin = new Client(url);
    await admin.connect();
    const { rows } = await admin.query<{ name: string }>("SELECT current_database() AS name");
    const readOnly = async (mode: "on" | "off") => {
      await admin.query(`SET default_transaction_read_only = off`);
      await admin.query(`ALTER DATABASE "${rows[0]?.name}" SET default_transaction_read_only = ${mode}`);
      await admin.query(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
      );
    };
    await readOnly("on");
    await vi.waitFor(async () => {
      expect((await service.as("customer-1", { method: "GET", route: "/orders" })).items.map(({ id }) => id)).toEqual([
        first,
      ]);
    }, SOON);
    expect(await service.order("customer-1")).toBe("undefined");
    expect(await service.metrics()).toMatch(/orders_placed_total\{channel="app",outcome="failed"\} [1-9]/);
    await readOnly("off");
    await admin.end();
    await vi.waitFor(async () => expect(await service.order("customer-1")).not.toBe("undefined"), SOON);
    await expectKept([first], "customer-1");
  });

  it("Redis is gone: degraded, nothing fails, and it comes back by itself", async () => {
    service = await startTestService({ DATABASE_URL: await postgres.newDatabase(), REDIS_URL: redis.url });
    await becomes("ready");
    await redis.kill();
    await becomes("degraded");
    expect((await readiness()).dependencies["redis"]).toBe("not connected");
    expect((await service.as("customer-1", { method: "GET", route: "/feature-flags" })).status).toBe(200);
    expect(await service.order("customer-1")).not.toBe("undefined");
    await redis.restart();
    await becomes("ready");
  });
});

describe("with everybody else misbehaving", () => {
  it("the database is slow: late and right", async () => {
    service = await startTestService({}, {});
    await service.tokenOf("customer-1");
    service.faults.set("database", { mode: "slow", latencyMs: 60 });
    const orders = await Promise.all(Array.from({ length: 3 }, () => service.order("customer-1")));
    service.faults.clear("database");
    expect(new Set(orders).size).toBe(3);
    await expectKept(orders, "customer-1");
  });

  it("all outside parties are down: gas is sold and delivered, and everything is caught up on afterwards", async () => {
    let offset = 0;
    service = await startTestService({}, { now: () => Date.now() + offset });
    const parties = [
      "google-routes",
      "vertex-ai",
      "einvoice-platform",
      "sms-primary",
      "sms-secondary",
      "old-system",
    ] as const;
    for (const party of parties) service.faults.set(party, { mode: "down" });
    const orders = [await deliver("customer-1"), await deliver("customer-2"), await deliver("customer-1")];
    const body = { driver_id: await service.userIdOf("driver-1"), on: "2026-01-01" };
    for (let count = 0; count < 6; count++) {
      const plan = await service.as("dispatcher-1", { method: "POST", route: "/dispatch/plans", body });
      expect([plan.status, plan.field("live_traffic")]).toEqual([201, false]);
    }
    const demand = await service.as("dispatcher-1", {
      method: "GET",
      route: "/dispatch/demand",
      query: { on: "2026-01-01" },
    });
    expect(demand.field("source")).toBe("last_week");
    await vi.waitFor(async () => {
      const { status, dependencies } = await readiness();
      expect([status, dependencies["google-routes"]]).toEqual(["degraded", "the last requests have failed"]);
      const metrics = await service.metrics();
      expect(metrics).toContain('service_dependency_up{dependency="google-routes"} 0');
      expect(metrics).toContain("einvoices_unsent 3");
    }, SOON);
    for (const party of parties) service.faults.clear(party);
    // Past every retry; the circuits look again after their 15 real seconds.
    offset = 10 * 60_000;
    await vi.waitFor(
      async () => {
        offset += 60_000;
        expect(await service.metrics()).toContain("einvoices_unsent 0");
        expect(await service.metrics()).toContain('sync_pending_writes{target="old_system"} 0');
      },
      { timeout: 60_000, interval: 500 },
    );
    await expectInvoiced(3);
    for (const orderId of orders) expect(service.sandbox.oldSystem.records.has(`order/${orderId}`)).toBe(true);
  });

  it("all outside parties lie: nobody is believed who can be checked", async () => {
    let offset = 0;
    service = await startTestService({}, { now: () => Date.now() + offset });
    for (const party of ["google-routes", "einvoice-platform", "old-system"] as const)
      service.faults.set(party, { mode: "wrong" });
    const orderId = await deliver("customer-1");
    const body = { driver_id: await service.userIdOf("driver-1"), on: "2026-01-01" };
    const plan = await service.as("dispatcher-1", { method: "POST", route: "/dispatch/plans", body });
    expect(plan.status).toBe(201);
    await vi.waitFor(async () => {
      expect(await service.metrics()).toMatch(/einvoice_attempts_total\{outcome="unreachable"\} [1-9]/);
    }, SOON);
    expect(service.sandbox.einvoices.held.size).toBe(0);
    for (const [party] of service.faults.all()) service.faults.clear(party);
    await vi.waitFor(
      async () => {
        // The comparison a minute after each write finds what the old system stored instead.
        offset += 30_000;
        expect(service.sandbox.oldSystem.records.get(`order/${orderId}`)?.body["amount_twd"]).toBe(780);
      },
      { timeout: 60_000, interval: 300 },
    );
    await vi.waitFor(
      async () => {
        offset += 30_000;
        expect(await service.metrics()).toContain("einvoices_unsent 0");
      },
      { timeout: 60_000, interval: 300 },
    );
    await expectInvoiced(1);
  });

  it("the old system changes a customer while we do: different fields are joined, both hold the same", async () => {
    service = await startTestService();
    const made = await service.as("admin-1", {
      method: "POST",
      route: "/customers",
      body: { name: "林小姐", phone: "0912345678", city: "臺北市", district: "大安區", address: "和平東路1號" },
    });
    const id = String(made.field("id"));
    const { records, change } = service.sandbox.oldSystem;
    await vi.waitFor(() => expect(records.has(`customer/${id}`)).toBe(true), SOON);
    const params = { customerId: id };
    // Neither hears of the other's change before it has made its own.
    service.faults.set("old-system", { mode: "down" });
    const body = { version: 1, name: "林太太" };
    const ours = await service.as("admin-1", { method: "PATCH", route: "/customers/{customerId}", params, body });
    const theirs = await change("customer", id, { address: "和平東路2號" });
    expect([ours.status, theirs]).toEqual([200, 202]);
    service.faults.clear("old-system");
    await vi.waitFor(async () => {
      const own = await service.as("admin-1", { method: "GET", route: "/customers/{customerId}", params });
      const both = [own.field("name"), own.field("address")];
      expect(both).toEqual(["林太太", "和平東路2號"]);
      expect([records.get(`customer/${id}`)?.body["name"], records.get(`customer/${id}`)?.body["address"]]).toEqual(
        both,
      );
    }, SOON);
  });

  it("the event loop is blocked: slow, and nothing is lost or answered twice", async () => {
    service = await startTestService();
    service.faults.set("event-loop", { mode: "slow", latencyMs: 400 });
    const orders = await Promise.all(
      Array.from({ length: 20 }, (_, index) => service.order(`customer-${1 + (index % 5)}`)),
    );
    await sleep(1_200);
    service.faults.clear("event-loop");
    expect(new Set(orders).size).toBe(20);
    expect(orders).not.toContain("undefined");
    const metrics = await service.metrics();
    const [quick, all] = ['bucket{le="0.1"}', "count"].map((part) =>
      Number(metrics.split(`\nnodejs_eventloop_delay_seconds_${part} `)[1]?.split("\n")[0]),
    );
    expect(Number(all) - Number(quick)).toBeGreaterThan(10);
  });

  it("the clock jumps: who is signed in stays so, and orders go on", async () => {
    let offset = 0;
    service = await startTestService({}, { now: () => Date.now() + offset });
    const orders = [await service.order("customer-1")];
    for (const jump of [3_600_000, -3_600_000, 0]) {
      offset = jump;
      await vi.waitFor(async () => {
        const id = await service.order("customer-1");
        expect(id).not.toBe("undefined");
        orders.push(id);
      }, SOON);
    }
    await expectKept(orders, "customer-1");
    await becomes("ready");
  });
});
