import { Client } from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import { type DocumentedOperation, documentedOperations } from "../service/arbitrary-request.ts";
import { DEMO_PASSWORD, startTestService, type TestService, tomorrowAtTen } from "../service/started-service.ts";
import { type PostgresServer, startPostgres } from "./postgres-server.ts";

/** More of each request than all pools together have connections. */
const FLOOD = 12;
const LOGINS = ["customer-1", "driver-1", "dispatcher-1", "accountant-1", "admin-1"];
const SIGN_IN_TABLES = ["users", "refresh_tokens", "sign_in_attempts"];
/** The tables that most of what is done here needs, and those of one part. Tried with all twenty: it takes a minute. */
const TABLES = ["orders", "jobs", "sync_writes", "users"];
/** What parts show, and the tables that those parts need: a part waits as one. */
const VIEWS = [
  ["/orders", "customer-1", ["orders", "deliveries"]],
  ["/customers", "dispatcher-1", ["customers"]],
  ["/invoices", "accountant-1", ["invoices"]],
  ["/bank-files", "accountant-1", ["bank_files"]],
  ["/sms", "dispatcher-1", ["sms_messages"]],
  ["/sync/conflicts", "admin-1", ["sync_conflicts", "sync_writes", "sync_rollbacks"]],
  ["/feature-flags", "driver-1", []],
  ["/audit-events", "admin-1", ["audit_events"]],
  ["/health", "admin-1", []],
] as const satisfies ReadonlyArray<readonly [string, string, readonly string[]]>;

let server: PostgresServer;
let service: TestService;
let locker: Client;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());
beforeEach(async () => {
  const url = await server.newDatabase();
  service = await startTestService({ DATABASE_URL: url });
  locker = new Client(url);
  // The server is killed in one of the tests.
  locker.on("error", () => undefined);
  await locker.connect();
});
afterEach(async () => {
  await locker.end();
  await service.close();
});

const statusOf = async (path: string, init: RequestInit = {}) => {
  const response = await fetch(`${service.url}/api/v1${path}`, init);
  await response.text();
  return response.status;
};
const signIn = () => {
  const body = JSON.stringify({ login: "customer-2", password: DEMO_PASSWORD });
  return statusOf("/sessions", { method: "POST", headers: { "content-type": "application/json" }, body });
};
const ready = async () => {
  const response = await fetch(`${service.adminUrl}/readyz`);
  const { dependencies } = await response.json();
  return { status: response.status, database: dependencies.database };
};

/** Everything that everybody may read and what writes most, many times over. Nobody waits for it. */
function flood(operations: readonly DocumentedOperation[], tokens: ReadonlyMap<string, string>): Promise<unknown> {
  const bearer = (token: string) => ({ authorization: `Bearer ${token}`, "content-type": "application/json" });
  const reads = operations.filter(({ method, path }) => method === "GET" && !path.includes("{"));
  const asked = reads.flatMap(({ path, roles = [] }) =>
    Array.from(tokens)
      .filter(([login]) => roles.some((role) => login.startsWith(role)))
      .flatMap(([, token]) => Array.from({ length: FLOOD }, () => statusOf(path, { headers: bearer(token) }))),
  );
  const order = { channel: "app", cylinder_kg: 16, quantity: 1, slot_start: tomorrowAtTen(Date.now()) };
  const placed = Array.from({ length: FLOOD * 2 }, (_, index) =>
    statusOf("/orders", {
      method: "POST",
      headers: { ...bearer(tokens.get("customer-1") ?? ""), "idempotency-key": `the-flood-${Date.now()}-${index}` },
      body: JSON.stringify(order),
    }),
  );
  return Promise.all([...asked, ...placed]);
}

it("whichever table is locked, whoever does not need it is served, and health says the truth", {
  timeout: 180_000,
}, async () => {
  const operations = documentedOperations(await (await fetch(`${service.url}/api/v1/openapi.json`)).text());
  const tokens = new Map<string, string>();
  for (const login of LOGINS) tokens.set(login, await service.tokenOf(login));
  for (const name of TABLES) {
    await locker.query("BEGIN");
    await locker.query(`LOCK TABLE ${name} IN ACCESS EXCLUSIVE MODE`);
    const flooded = flood(operations, tokens);
    for (const [path, login, needs] of VIEWS) {
      if (needs.some((needed) => needed === name)) continue;
      const headers = { authorization: `Bearer ${tokens.get(login)}` };
      expect(await statusOf(path, { headers }), `${path} while ${name} is locked`).toBe(200);
    }
    if (!SIGN_IN_TABLES.includes(name)) expect(await signIn(), `signing in while ${name} is locked`).toBe(201);
    expect(await ready(), `readiness while ${name} is locked`).toEqual({ status: 200, database: "ok" });
    expect(await service.metrics()).toContain('service_dependency_up{dependency="database"} 1');
    await locker.query("ROLLBACK");
    await flooded;
  }
});

it("without the server neither health nor readiness says that all is well, and with it again both do", async () => {
  await server.kill();
  await expect.poll(ready, { timeout: 10_000 }).toMatchObject({ status: 503 });
  expect(await statusOf("/health")).toBe(503);
  await server.restart();
  await expect.poll(ready, { timeout: 10_000 }).toEqual({ status: 200, database: "ok" });
  expect(await statusOf("/health")).toBe(200);
});
