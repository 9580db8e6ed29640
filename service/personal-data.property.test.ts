import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { context, ROOT_CONTEXT, trace } from "@opentelemetry/api";
import fc from "fast-check";
import pino from "pino";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { arbitraryRequest, documentedOperations } from "../test/service/arbitrary-request.ts";
import { startTestCollector, type TestCollector } from "../test/service/collector.ts";
import { type Person, person } from "../test/service/person.ts";
import { sendRequest } from "../test/service/send-request.ts";
import { startTestService, tomorrowAtTen } from "../test/service/started-service.ts";
import { createEInvoicePlatform } from "./outside/einvoice-platform.ts";
import { createGoogleRoutes } from "./outside/google-routes.ts";
import { createHttpCall } from "./outside/http-call.ts";
import { createOldSystem } from "./outside/old-system.ts";
import { createSmsProvider } from "./outside/sms-provider.ts";
import { createVertexAi } from "./outside/vertex-ai.ts";
import { PARTIES } from "./sandbox/faults.ts";
import { createLogger, type Logger } from "./telemetry/logger.ts";
import { Metrics } from "./telemetry/metrics.ts";
import { startTracing } from "./telemetry/tracing.ts";

const LOGINS = ["customer-1", "driver-1", "dispatcher-1", "accountant-1", "admin-1"];
const SECRETS = { SMS_SECRET: "s".repeat(32), OLD_SYSTEM_SECRET: "o".repeat(32) };

let collector: TestCollector;
let lines: string[];
let log: Logger;
beforeEach(async () => {
  collector = await startTestCollector();
  lines = [];
  log = createLogger({ level: "trace", destination: { write: (line) => lines.push(line) } });
});
afterEach(() => collector.close());

/** All that was told about people's doings, as it is and as addresses write it. */
function expectNobodyIn(people: readonly Person[]): void {
  const told = `${collector.everything()}\n${lines.join("")}`;
  const written = people.flatMap((one) => Object.values(one)).flatMap((text) => [text, encodeURIComponent(text)]);
  expect(written.filter((text) => told.includes(text))).toEqual([]);
}

describe("what the service tells of people's doings names none of them", () => {
  it("whatever they write into whatever request, while everybody outside is well or down", {
    timeout: 120_000,
  }, async () => {
    const service = await startTestService(
      { ...SECRETS, OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, TRACE_RATIO: "1" },
      { log },
    );
    const people: Person[] = [];
    const operations = documentedOperations(await (await fetch(`${service.url}/api/v1/openapi.json`)).text());
    for (const isDown of [false, true]) {
      for (const party of PARTIES)
        if (isDown && party !== "event-loop") service.faults.set(party, { mode: "down", share: 0.3 });
      for (const operation of operations) {
        const login = LOGINS.find((one) => operation.roles?.some((role) => one.startsWith(role)));
        const token = login === undefined ? "" : await service.tokenOf(login);
        const secret = { receiveSmsReceipt: SECRETS.SMS_SECRET, receiveChanges: SECRETS.OLD_SYSTEM_SECRET }[
          operation.id
        ];
        const requests = person.chain((one) =>
          fc.tuple(
            fc.constant(one),
            arbitraryRequest(operation, Object.values(one), fc.constantFrom(...Object.values(one))),
          ),
        );
        await fc.assert(
          fc.asyncProperty(requests, async ([one, request]) => {
            people.push(one);
            await sendRequest(service.url, operation, request, { token, secret });
            // Nobody's route, and a body that is none.
            await fetch(`${service.url}/api/v1/people/${encodeURIComponent(one.name)}?phone=${one.phone}`);
            await fetch(`${service.url}/api/v1/orders`, {
              method: "POST",
              headers: { "content-type": "application/json", authorization: `Bearer ${one.token}` },
              body: `{"name":${one.name}`,
            });
          }),
          { numRuns: 3 },
        );
      }
    }
    await service.close();
    for (const told of ["/api/v1/customers", "exception.message"])
      expect(collector.everything().includes(told)).toBe(true);
    expect(lines.join("").includes('"msg":"a request failed"')).toBe(true);
    expectNobodyIn(people);
  });

  it("while they are customers who order, are told of it and written to the old system", {
    timeout: 60_000,
  }, async () => {
    const service = await startTestService({ OTEL_EXPORTER_OTLP_ENDPOINT: collector.url, TRACE_RATIO: "1" }, { log });
    const people = fc.sample(person, 10);
    for (const party of ["sms-primary", "sms-secondary", "old-system"] as const)
      service.faults.set(party, { mode: "wrong", share: 0.5 });
    for (const { name, phone, address } of people) {
      const body = { name, phone, city: "臺北市", district: "大安區", address };
      const { field } = await service.as("dispatcher-1", { method: "POST", route: "/customers", body });
      const order = { customer_id: field("id"), channel: "phone", cylinder_kg: 16, quantity: 1 };
      const { status } = await service.as("dispatcher-1", {
        method: "POST",
        route: "/orders",
        headers: { "idempotency-key": `order-of-${String(field("id"))}` },
        body: { ...order, slot_start: tomorrowAtTen(Date.now()) },
      });
      expect(status).toBe(201);
    }
    await expect.poll(() => collector.everything().includes("job sms.hand-over"), { timeout: 20_000 }).toBe(true);
    await service.close();
    expect(collector.everything().includes("PUT old-system")).toBe(true);
    expectNobodyIn(people);
  });
});

describe("what calls to outside parties tell names nobody", () => {
  /** What outside parties do when they do not do what they should, each with what it was told in it. */
  const ANSWERS = ["echo 500", "echo 422", "echo 200", "says no", "hangs up", "redirects"] as const;
  let party: Server;
  let url: string;
  let answer: (typeof ANSWERS)[number];
  beforeEach(async () => {
    party = createServer(async (request, response) => {
      let body = "";
      for await (const chunk of request) body += chunk;
      const [how, status = "200"] = answer.split(" ");
      if (how === "hangs") request.socket.destroy();
      else if (how === "redirects") response.writeHead(302, { location: `/${encodeURIComponent(body)}` }).end();
      else if (how === "says")
        response
          .writeHead(422)
          .end(JSON.stringify({ status: "rejected", number: "x", amount: 1, reason: body.slice(0, 200) }));
      else response.writeHead(Number(status)).end(body || request.url);
    });
    await new Promise<void>((resolve) => party.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(party.address() as AddressInfo).port}`;
  });
  afterEach(() => {
    party.closeAllConnections();
    party.close();
  });

  it("however they fail, and whatever they answer", { timeout: 60_000 }, async () => {
    const tracing = startTracing({
      ...{ ratio: 1, endpoint: collector.url, serviceName: "lucky-gas", version: "1", instanceId: "one" },
      random: () => 0,
    });
    const call = createHttpCall(new Metrics(pino({ enabled: false })), Date.now);
    const secret = "s".repeat(32);
    const people: Person[] = [];
    const asked = fc.asyncProperty(person, fc.constantFrom(...ANSWERS), async (one, how) => {
      answer = how;
      people.push(one);
      const record = (event: object) => log.info(event, "happened");
      const body = { name: one.name, phone: one.phone, address: one.address };
      const buyer = { number: "AB12345678", issuedAt: 0, buyerTaxId: one.id, amountTwd: 1, taxTwd: 0 };
      const sms = createSmsProvider({ peer: "sms-primary", url, secret }, call);
      const old = createOldSystem({ url, secret }, call);
      const calls = [
        () => sms.handOver({ id: "m", phone: one.phone, text: `${one.name}: ${one.address}` }),
        () => old.write("customer", { id: one.name, version: 1, body }, 0),
        () => old.read("customer", one.mail),
        () => old.readMany("customer", [one.phone, one.passport]),
        () => createEInvoicePlatform({ url, secret }, call).submit(buyer),
        () => createGoogleRoutes({ url, key: one.token }, call, record).drivingSeconds([{ lat: 25, lng: 121 }]),
        () => createVertexAi({ url, token: one.token }, call, record).forecast(one.name, [[1]]),
      ];
      const span = tracing.admit({});
      if (span === undefined) throw new Error("it is not traced");
      await context.with(trace.setSpan(ROOT_CONTEXT, span), async () => {
        for (const ask of calls) {
          await ask().then(
            (told) => log.info({ told: String(told) }, "answered"),
            (error: unknown) => {
              log.warn({ err: error }, `failed: ${String(error)}`);
              span.recordException(error instanceof Error ? error : String(error));
            },
          );
        }
      });
      span.end();
    });
    await fc.assert(asked, { numRuns: 30 });
    await tracing.shutdown();
    expect(lines.length).toBeGreaterThan(30);
    expect(collector.everything().includes("GET old-system")).toBe(true);
    expectNobodyIn(people);
  });
});
