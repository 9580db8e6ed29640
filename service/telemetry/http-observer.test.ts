import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";
import { trace } from "@opentelemetry/api";
import express, { type ErrorRequestHandler } from "express";
import pino from "pino";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { trustedProxies } from "../../foundation/http/client-address.ts";
import { closeServer, listen } from "../../foundation/http/listen.ts";
import { OPEN_METRICS } from "../../foundation/metrics/exposition.ts";
import { startTestCollector, type TestCollector } from "../../test/service/collector.ts";
import { HttpObserver } from "./http-observer.ts";
import { Metrics } from "./metrics.ts";
import { startTracing, type Tracing } from "./tracing.ts";

const METRIC = "http_server_request_duration_seconds";
const TRACE_ID = "4bf92f3577b34da6a3ce929d0e0e4736";
const CALLER = "00f067aa0ba902b7";
const SAMPLED = { traceparent: `00-${TRACE_ID}-${CALLER}-01` };
const UNSAMPLED = { traceparent: `00-${TRACE_ID}-${CALLER}-00` };

let collector: TestCollector;
let metrics: Metrics;
let tracing: Tracing;
let observer: HttpObserver;
let server: Server;
let url: string;
let chance: number;
let unwatch: () => void;
/** What handlers that do not answer wait for. */
let release: () => void;

beforeAll(async () => {
  collector = await startTestCollector();
});
afterAll(() => collector.close());

beforeEach(async () => {
  chance = 0;
  collector.spans.length = 0;
  metrics = new Metrics(pino({ enabled: false }));
  tracing = startTracing({
    ratio: 0.1,
    endpoint: collector.url,
    serviceName: "lucky-gas",
    version: "1.2.3",
    instanceId: "one",
    random: () => chance,
  });
  observer = new HttpObserver(metrics, tracing);
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  ({ server, url } = await listen(createApp(released), "127.0.0.1", 0));
  unwatch = observer.watch(server);
});
afterEach(async () => {
  release();
  await closeServer(server, 0);
  unwatch();
  await tracing.shutdown();
});

function createApp(released: Promise<void>): express.Express {
  const app = express();
  const router = express.Router();
  const route = (method: string, path: string, component: "orders" | "customers" = "orders") =>
    observer.route({ component, method, template: `/api${path}`, statuses: [200, 500] });
  router.get("/orders/:orderId", route("GET", "/orders/{orderId}"), async (request, response) => {
    if (request.params["orderId"] === "13") throw new Error("boom");
    response.json({ id: request.params["orderId"] });
  });
  router.post("/orders", route("POST", "/orders"), express.json(), async (_request, response) => {
    trace.getTracer("lucky-gas").startSpan("price").end();
    response.status(201).json({ trace_id: trace.getActiveSpan()?.spanContext().traceId ?? null });
  });
  router.get("/teapot", route("GET", "/teapot"), (_request, response) => void response.sendStatus(418));
  router.get("/elsewhere", route("GET", "/elsewhere"), (_request, response) => void response.redirect("/"));
  router.get("/slow", route("GET", "/slow"), async (_request, response) => {
    response.write("one moment");
    await released;
    response.end();
  });
  router.get("/broken", route("GET", "/broken"), (_request, response) => {
    response.write("one moment");
    response.destroy();
  });
  app.use("/api", router);
  app.use(((_error, _request, response, _next) => {
    response.status(500).json({});
  }) satisfies ErrorRequestHandler);
  return app;
}

/** The series with observations, as `method route status service` and their counts. */
async function counted(): Promise<Record<string, number>> {
  const lines = (await metrics.scrape(OPEN_METRICS)).body.matchAll(
    new RegExp(`^${METRIC}_count\\{(.*)\\} ([1-9]\\d*)$`, "gm"),
  );
  return Object.fromEntries(
    Array.from(lines, ([, labels = "", count]) => {
      const of = (name: string) => new RegExp(`(?:^|,)${name}="([^"]*)"`).exec(labels)?.[1];
      const names = ["http_request_method", "http_route", "http_response_status_code", "app_component"];
      return [names.map(of).join(" "), Number(count)];
    }),
  );
}

async function active(): Promise<number | undefined> {
  return (await observer.activeRequests.read())[0]?.[1];
}

/** A response's answer can arrive before the server has finished with it. */
const eventually = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 5_000, interval: 10 });

async function get(path: string, headers: Record<string, string> = {}, method = "GET"): Promise<Response> {
  const response = await fetch(url + path, { method, headers, redirect: "manual" });
  await response.arrayBuffer();
  return response;
}

async function sent() {
  await tracing.shutdown();
  return collector.spans;
}

describe("a traced request", () => {
  it("is a span named after its route that continues the caller's trace", async () => {
    await get("/api/orders/17?token=secret", SAMPLED);
    expect(await sent()).toMatchObject([
      {
        name: "GET /api/orders/{orderId}",
        traceId: TRACE_ID,
        parentSpanId: CALLER,
        kind: 2,
        status: 0,
        attributes: {
          "http.request.method": "GET",
          "http.route": "/api/orders/{orderId}",
          "http.response.status_code": 200,
          "url.path": "/api/orders/17",
          "url.scheme": "http",
          "server.address": "127.0.0.1",
          "server.port": expect.any(Number),
        },
      },
    ]);
    expect(collector.resource()).toMatchObject({
      "service.name": "lucky-gas",
      "service.version": "1.2.3",
      "service.instance.id": "one",
    });
    expect(JSON.stringify(collector.spans)).not.toContain("secret");
  });

  it("is an error when we failed, under the route that failed", async () => {
    await get("/api/orders/13", SAMPLED);
    await get("/api/teapot", SAMPLED);
    const [failed, refused] = await sent();
    expect(failed).toMatchObject({ name: "GET /api/orders/{orderId}", status: 2, attributes: { "error.type": "500" } });
    expect(refused).toMatchObject({ name: "GET /api/teapot", status: 0 });
  });

  it("is the parent of what happens within it, after its body was read too", async () => {
    const response = await fetch(`${url}/api/orders`, {
      method: "POST",
      headers: { ...SAMPLED, "content-type": "application/json" },
      body: JSON.stringify({ note: "x".repeat(50_000) }),
    });
    expect(await response.json()).toEqual({ trace_id: TRACE_ID });
    const spans = await sent();
    const request = spans.find(({ kind }) => kind === 2);
    expect(spans.find(({ name }) => name === "price")).toMatchObject({
      traceId: TRACE_ID,
      parentSpanId: request?.spanId,
    });
  });

  it("gives its trace to its bucket as the exemplar", async () => {
    await get("/api/orders/17", SAMPLED);
    await eventually(async () => expect(Object.keys(await counted())).toHaveLength(1));
    const text = (await metrics.scrape(OPEN_METRICS)).body;
    const [span] = await sent();
    expect(text).toMatch(
      new RegExp(`^${METRIC}_bucket.*# \\{trace_id="${TRACE_ID}",span_id="${span?.spanId}"\\}`, "m"),
    );
  });

  it.each([
    ["a traceparent of another kind", { traceparent: "nonsense" }],
    ["no traceparent", {}],
  ])("is one of the ratio's share with %s", async (_name, headers) => {
    chance = 0.1;
    await get("/api/orders/1", headers);
    chance = 0.09;
    await get("/api/orders/2", headers);
    expect(await sent()).toMatchObject([{ parentSpanId: "", attributes: { "url.path": "/api/orders/2" } }]);
  });

  it.each([
    ["/0912345678/orders/1234567", "/[redacted]/orders/[redacted]"],
    ["/api/orders/lin-mei-hua", "/api/orders/[redacted]"],
    ["/api/orders/%E7%8E%8B%E5%B0%8F%E6%98%8E", "/api/orders/[redacted]"],
    ["/api/orders/01a1fb92-29d1-7ae4-9a7e-0912345678ab", "/api/orders/01a1fb92-29d1-7ae4-9a7e-0912345678ab"],
    [`/.env/${"x".repeat(10_000)}`, "/[redacted]/[redacted]"],
  ])("keeps of a path the words of our routes and our ids: %.50s", async (path, kept) => {
    await get(path);
    expect(await sent()).toMatchObject([{ attributes: { "url.path": kept } }]);
  });

  it("was asked by the scheme that a trusted proxy says, and that nobody else can say", async () => {
    const forwarded = { "x-forwarded-proto": "https" };
    await get("/api/orders/1", forwarded);
    unwatch();
    observer = new HttpObserver(metrics, tracing, trustedProxies("loopback"));
    unwatch = observer.watch(server);
    await get("/api/orders/2", forwarded);
    await get("/api/orders/3");
    expect((await sent()).map(({ attributes }) => attributes["url.scheme"])).toEqual(["http", "https", "http"]);
  });

  it("is not one that its caller does not trace, which has no trace within either", async () => {
    chance = 0;
    const response = await fetch(`${url}/api/orders`, { method: "POST", headers: UNSAMPLED });
    expect(await response.json()).toEqual({ trace_id: null });
    await eventually(async () => expect(await counted()).toEqual({ "POST /api/orders 201 orders": 1 }));
    expect((await metrics.scrape(OPEN_METRICS)).body).not.toContain("trace_id=");
    expect((await sent()).filter(({ kind }) => kind === 2)).toEqual([]);
  });
});

describe("a request is counted", () => {
  it("under its route, whoever answers", async () => {
    await get("/api/orders/1");
    await get("/api/orders/2");
    await get("/api/orders/13");
    await get("/api/orders/3", {}, "HEAD");
    await eventually(async () =>
      expect(await counted()).toEqual({
        "GET /api/orders/{orderId} 200 orders": 2,
        "GET /api/orders/{orderId} 500 orders": 1,
        "HEAD /api/orders/{orderId} 200 orders": 1,
      }),
    );
    expect(await active()).toBe(0);
  });

  it("under its status's class when its status is not declared", async () => {
    await get("/api/teapot", UNSAMPLED);
    await get("/api/elsewhere");
    await eventually(async () =>
      expect(await counted()).toEqual({ "GET /api/teapot 400 orders": 1, "GET /api/elsewhere 304 orders": 1 }),
    );
  });

  it("in one series when it finds no route, with whatever method", async () => {
    const paths = ["/", "/.env", "/api/orders/1/2", "/api/orders/1?x"];
    for (const [index, path] of paths.entries()) await get(path, {}, ["GET", "PROPFIND", "PURGE", "DELETE"][index]);
    await eventually(async () => expect(await counted()).toEqual({ "_OTHER unmatched 404 unmatched": 4 }));
  });

  it("from the first: its expected series stand at zero before", async () => {
    const text = (await metrics.scrape(OPEN_METRICS)).body;
    expect(text).toMatch(new RegExp(`^${METRIC}_count\\{.*http_route="/api/teapot".*status_code="500"\\} 0$`, "m"));
  });

  it("as 499 when the client hangs up before the answer", async () => {
    const hangUp = new AbortController();
    const response = await fetch(`${url}/api/slow`, { signal: hangUp.signal, headers: SAMPLED });
    expect(await active()).toBe(1);
    hangUp.abort();
    await eventually(async () => expect(await counted()).toEqual({ "GET /api/slow 499 orders": 1 }));
    expect(await active()).toBe(0);
    // What the handler still does with nobody's response counts for nothing.
    release();
    await response.text().catch(() => undefined);
    await get("/api/teapot", UNSAMPLED);
    await eventually(async () => expect(Object.values(await counted())).toEqual([1, 1]));
    expect(await sent()).toMatchObject([{ status: 0, attributes: { "http.response.status_code": 499 } }]);
  });

  it.each([
    ["comes too slowly", ""],
    ["is cut short", "hang up"],
    ["is broken off", "break off"],
    ["is no body", "ZZ\r\nzz"],
  ])("never as our failure when its body %s", async (_how, then) => {
    const limits = { headersTimeout: 100, requestTimeout: 100, connectionsCheckingInterval: 20 };
    const app = express();
    const route = observer.route({ component: "orders", method: "POST", template: "/half", statuses: [200, 500] });
    app.post("/half", route, express.json(), (_request, response) => void response.end());
    // What body-parser cannot read is the caller's mistake.
    app.use(((_error, _request, response, _next) => void response.sendStatus(400)) satisfies ErrorRequestHandler);
    const slow = createServer(limits, app).listen(0, "127.0.0.1");
    await once(slow, "listening");
    const stop = observer.watch(slow);
    const socket = connect((slow.address() as AddressInfo).port, "127.0.0.1");
    socket.on("error", () => undefined).resume();
    socket.write(
      "POST /half HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n2\r\n{",
    );
    await eventually(async () => expect(await active()).toBe(1));
    if (then === "hang up") socket.end();
    else if (then === "break off") socket.resetAndDestroy();
    else socket.write(then);
    await eventually(async () => expect(await active()).toBe(0));
    const series = Object.keys(await counted());
    expect(series).toHaveLength(1);
    expect(series[0]).toMatch(/^POST \/half (400|408|499) orders$/);
    socket.destroy();
    stop();
    await closeServer(slow, 0);
  });

  it("as 500 when we break off in the middle of an answer", async () => {
    await get("/api/broken").catch(() => undefined);
    await eventually(async () => expect(await counted()).toEqual({ "GET /api/broken 500 orders": 1 }));
    expect(await active()).toBe(0);
  });

  it("each for itself when several come at once over one connection and the client leaves", async () => {
    const socket = connect(Number(new URL(url).port), "127.0.0.1");
    const request = (path: string) => `GET /api/${path} HTTP/1.1\r\nhost: a\r\n\r\n`;
    socket.write(request("orders/1") + request("slow") + request("orders/2"));
    await once(socket, "data");
    await eventually(async () => expect(await active()).toBe(2));
    socket.destroy();
    await eventually(async () =>
      expect(await counted()).toEqual({
        "GET /api/orders/{orderId} 200 orders": 1,
        "GET /api/slow 499 orders": 1,
        "GET /api/orders/{orderId} 499 orders": 1,
      }),
    );
    expect(await active()).toBe(0);
  });

  it("when it becomes something else, by whoever takes it over", async () => {
    const upgraded = observer.upgrades({ component: "tracking", method: "GET", template: "/live", statuses: [101] });
    upgraded(101, 0.01);
    upgraded(401, 0.01);
    expect(await counted()).toEqual({ "GET /live 101 tracking": 1, "GET /live 401 tracking": 1 });
  });

  it("only when it came to the observed server, and only as long as that is observed", async () => {
    const admin = await listen((_request, response) => response.end(), "127.0.0.1", 0);
    await fetch(admin.url);
    await closeServer(admin.server, 0);
    unwatch();
    await get("/api/orders/1");
    expect(await counted()).toEqual({});
    expect(await active()).toBe(0);
  });
});
