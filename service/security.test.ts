import { randomUUID } from "node:crypto";
import { connect } from "node:net";
import fc from "fast-check";
import { SignJWT } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  DEMO_PASSWORD,
  JWT_SECRET,
  startTestService,
  type TestService,
  tomorrowAtTen,
} from "../test/service/started-service.ts";

// The OWASP API security top ten of 2023, tried on the whole service.
let service: TestService;
let orderId = "";
let deliveryId = "";
let customerId = "";

beforeAll(async () => {
  service = await startTestService();
  orderId = await service.order("customer-1");
  customerId = String(
    (await service.as("customer-1", { method: "GET", route: "/orders/{orderId}", params: { orderId } })).field(
      "customer_id",
    ),
  );
  const { items } = await service.as("dispatcher-1", { method: "GET", route: "/dispatch/unassigned" });
  deliveryId = String(items[0]?.["id"]);
  const body = { delivery_id: deliveryId, driver_id: await service.userIdOf("driver-1") };
  await service.as("dispatcher-1", { method: "POST", route: "/dispatch/assignments", body });
});

afterAll(() => service.close());

const newOrder = (more: object = {}) => ({
  method: "POST" as const,
  route: "/orders",
  headers: { "idempotency-key": randomUUID() },
  body: { channel: "app", cylinder_kg: 16, quantity: 1, slot_start: tomorrowAtTen(Date.now()), ...more },
});

describe("API1: what belongs to somebody else is not there", () => {
  it.each([
    ["customer-2", "GET", "/orders/{orderId}"],
    ["customer-2", "POST", "/orders/{orderId}/cancellation"],
    ["driver-2", "GET", "/deliveries/{deliveryId}"],
    ["driver-2", "POST", "/deliveries/{deliveryId}/departure"],
    ["customer-2", "GET", "/customers/{customerId}"],
  ] as const)("%s %s %s", async (login, method, route) => {
    const answer = await service.as(login, { method, route, params: { orderId, deliveryId, customerId } });
    expect(answer.status).toBe(404);
  });

  it("lists hold one's own only, and an order for another customer is one's own", async () => {
    expect((await service.as("customer-2", { method: "GET", route: "/orders" })).items).toEqual([]);
    const placed = await service.as("customer-3", newOrder({ customer_id: customerId }));
    expect(placed.field("customer_id")).not.toBe(customerId);
    const { items } = await service.as("driver-2", {
      method: "GET",
      route: "/deliveries",
      query: { on: tomorrowAtTen(Date.now()).slice(0, 10) },
    });
    expect(items).toEqual([]);
  });
});

describe("API2: who cannot prove it is nobody", () => {
  const key = new TextEncoder().encode(JWT_SECRET);
  const token = (secret = key, change: (jwt: SignJWT) => SignJWT = (jwt) => jwt) =>
    change(
      new SignJWT({ role: "admin", sid: "s" })
        .setProtectedHeader({ alg: "HS256" })
        .setSubject("u")
        .setIssuer("lucky-gas")
        .setAudience("lucky-gas-api")
        .setExpirationTime("5m"),
    ).sign(secret);
  const encoded = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");
  const list = (bearer: string) => service.api({ method: "GET", route: "/customers", token: bearer });

  it("a token of ours opens", async () => {
    expect((await list(await token())).status).toBe(200);
  });

  it.each([
    ["signed with another secret", () => token(new TextEncoder().encode("x".repeat(40)))],
    ["expired", () => token(key, (jwt) => jwt.setExpirationTime(1))],
    ["of another issuer", () => token(key, (jwt) => jwt.setIssuer("somebody"))],
    ["for another audience", () => token(key, (jwt) => jwt.setAudience("somebody"))],
    [
      "without a signature",
      async () =>
        `${encoded({ alg: "none" })}.${encoded({ sub: "u", role: "admin", sid: "s", exp: 9e9, iss: "lucky-gas", aud: "lucky-gas-api" })}.`,
    ],
    [
      "with another role put in",
      async () => {
        const [head, , signature] = (await service.tokenOf("customer-1")).split(".");
        return `${head}.${encoded({ sub: "u", role: "admin", sid: "s", exp: 9e9, iss: "lucky-gas", aud: "lucky-gas-api" })}.${signature}`;
      },
    ],
    ["that is none", async () => "abc"],
  ])("a token %s does not", async (_what, make) => {
    const answer = await list(await make());
    expect([answer.status, answer.field("code")]).toEqual([401, "unauthenticated"]);
  });

  it("a token in the address or in a cookie is not looked at", async () => {
    const bearer = await service.tokenOf("admin-1");
    const url = `${service.url}/api/v1/customers?access_token=${bearer}`;
    expect((await fetch(url, { headers: { cookie: `token=${bearer}` } })).status).toBe(401);
  });

  it("guessing passwords locks the login, for longer and longer, and tells nothing about which logins there are", async () => {
    const attempt = (login: string, password: string) =>
      service.api({ method: "POST", route: "/sessions", body: { login, password } });
    const unknown = await attempt("nobody", "wrong");
    const known = await attempt("driver-4", "wrong");
    expect([unknown.status, unknown.field("detail")]).toEqual([known.status, known.field("detail")]);
    const statuses: number[] = [];
    for (let guess = 0; guess < 6; guess++) statuses.push((await attempt("driver-4", "wrong")).status);
    expect(statuses).toContain(429);
    expect((await attempt("driver-4", DEMO_PASSWORD)).status).toBe(429);
  });
});

describe("API3: what may not be set cannot be set", () => {
  it.each([{ amount_twd: 1 }, { stage: "invoiced" }, { tax_twd: 0 }, { __proto__x: 1 }])(
    "an order with %j",
    async (more) => {
      const answer = await service.as("customer-1", newOrder(more));
      expect([answer.status, answer.field("code")]).toEqual([400, "invalid-request"]);
    },
  );

  it("a customer cannot become somebody else", async () => {
    const body = { version: 1, id: "x", role: "admin" };
    const answer = await service.as("customer-1", {
      method: "PATCH",
      route: "/customers/{customerId}",
      params: { customerId },
      body,
    });
    expect(answer.status).toBe(400);
  });
});

describe("API4: nobody uses us up", () => {
  const post = (body: string, headers: Record<string, string> = {}) =>
    fetch(`${service.url}/api/v1/sessions`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body,
    });

  it.each([
    ["70 KB", JSON.stringify({ login: "a".repeat(70_000), password: "x" }), 413],
    ["30,000 brackets", `${"[".repeat(30_000)}${"]".repeat(30_000)}`, 400],
    ["broken JSON", '{"login":', 400],
    ["a form", "login=a&password=b", 415],
  ])("a body of %s is refused", async (_what, body, status) => {
    const headers = status === 415 ? { "content-type": "application/x-www-form-urlencoded" } : {};
    const response = await post(body, headers);
    expect(response.status).toBe(status);
    expect(response.headers.get("content-type")).toMatch(/^application\/problem\+json/);
  });

  it("one caller has a rate, and is told when to come back", async () => {
    const slow = await startTestService({ REQUESTS_PER_SECOND: "2" });
    const statuses: number[] = [];
    for (let count = 0; count < 12; count++) statuses.push((await fetch(`${slow.url}/api/v1/health`)).status);
    const response = await fetch(`${slow.url}/api/v1/health`);
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(8);
    expect([response.status, Number(response.headers.get("retry-after")) > 0]).toEqual([429, true]);
    await slow.close();
  });

  it("who sends headers without an end is hung up on, and meanwhile holds nobody up", async () => {
    const { port, hostname } = new URL(service.url);
    const socket = connect(Number(port), hostname);
    socket.write("GET /api/v1/health HTTP/1.1\r\nX-Slow: ");
    expect((await fetch(`${service.url}/api/v1/health`)).status).toBe(200);
    socket.destroy();
  });
});

describe("API5: a role does what it is for", () => {
  it("and nothing else: every operation, every role", async () => {
    const document: unknown = await (await fetch(`${service.url}/api/v1/openapi.json`)).json();
    const operations = operationsOf(document).filter(({ roles }) => roles.length > 0);
    expect(operations.length).toBeGreaterThan(20);
    for (const { method, path, roles } of operations) {
      const ask = (bearer: string) =>
        fetch(`${service.url}/api/v1${path.replaceAll(/\{\w+\}/g, "x")}`, {
          method,
          headers: { "content-type": "application/json", authorization: bearer },
          ...(method === "GET" || method === "DELETE" ? {} : { body: "{}" }),
        });
      expect((await ask("")).status, `${method} ${path} of nobody`).toBe(401);
      for (const role of ["customer", "driver", "dispatcher", "accountant", "admin"]) {
        // Signing out would end the session of the next question.
        if (path === "/sessions/current") continue;
        const { status } = await ask(`Bearer ${await service.tokenOf(`${role}-1`)}`);
        expect(status === 403, `${method} ${path} of ${role}: ${status}`).toBe(!roles.includes(role));
      }
    }
  });
});

describe("API8 and API9: there is nothing to find", () => {
  it.each([
    "/metrics",
    "/readyz",
    "/livez",
    "/faults",
    "/api/v1/metrics",
    "/api/v1/../metrics",
    "/.env",
    "/api/v1/orders/",
  ])("%s on the public port", async (path) => {
    expect((await fetch(service.url + path)).status).toBe(404);
  });

  it("the fault API is not there unless somebody has asked for it", async () => {
    expect((await fetch(`${service.adminUrl}/faults`)).status).toBe(404);
  });

  it("answers tell neither the framework nor where the code lies", async () => {
    service.faults.set("database", { mode: "wrong" });
    const response = await fetch(`${service.url}/api/v1/sessions`, {
      method: "POST",
      headers: { "content-type": "application/json", origin: "https://elsewhere.example" },
      body: JSON.stringify({ login: "customer-9", password: DEMO_PASSWORD }),
    });
    service.faults.clear("database");
    const text = await response.text();
    expect(response.status).toBe(500);
    expect(text).not.toMatch(/at |\.ts|SELECT|INSERT|read-only/);
    expect(response.headers.get("x-powered-by")).toBeNull();
    expect(response.headers.get("access-control-allow-origin")).toBeNull();
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
  });
});

describe("injection", () => {
  it("whatever stands in a text stays a text", async () => {
    const nasty = fc.oneof(
      fc.string({ unit: "grapheme", minLength: 1, maxLength: 60 }),
      fc.constantFrom(
        "'; DROP TABLE orders; --",
        '" OR 1=1 --',
        "$1",
        "?1",
        "%00",
        "\u202egnp",
        "<script>",
        "${7*7}",
        "\\",
      ),
    );
    await fc.assert(
      fc.asyncProperty(nasty, async (text) => {
        const read = await service.as("admin-1", {
          method: "GET",
          route: "/customers/{customerId}",
          params: { customerId: text },
        });
        expect([400, 404]).toContain(read.status);
        const listed = await service.as("customer-1", { method: "GET", route: "/orders", query: { cursor: text } });
        expect([200, 400]).toContain(listed.status);
        const body = { name: text, phone: "0912-345-678", city: "臺北市", district: "大安區", address: text };
        const made = await service.as("admin-1", { method: "POST", route: "/customers", body });
        expect([201, 400, 422]).toContain(made.status);
        if (made.status === 201) expect(made.field("name")).toBe(text);
      }),
      { numRuns: 60 },
    );
    expect((await service.as("customer-1", { method: "GET", route: "/orders" })).items.length).toBeGreaterThan(0);
  });
});

interface ListedOperation {
  readonly method: string;
  readonly path: string;
  readonly roles: readonly string[];
}

function operationsOf(document: unknown): ListedOperation[] {
  if (typeof document !== "object" || document === null || !("paths" in document)) return [];
  const paths: Record<string, Record<string, { "x-roles"?: string[] }>> = JSON.parse(JSON.stringify(document.paths));
  return Object.entries(paths).flatMap(([path, own]) =>
    Object.entries(own).map(([method, { "x-roles": roles = [] }]) => ({ method: method.toUpperCase(), path, roles })),
  );
}
