import { type Deliveries, deliveries, type Invoice } from "../../service/deliveries/deliveries.ts";
import { dispatch } from "../../service/dispatch/dispatch.ts";
import { contractChecks } from "../../service/http/contract-checks.ts";
import type { Answer, Caller, Contract } from "../../service/http/operation.ts";
import { orders } from "../../service/orders/orders.ts";
import { type OutsideCall, OutsideError } from "../../service/outside/call.ts";
import { createGoogleRoutes, type GoogleRoutes } from "../../service/outside/google-routes.ts";
import { createVertexAi, type VertexAi } from "../../service/outside/vertex-ai.ts";
import { Faults } from "../../service/sandbox/faults.ts";
import { googleRoutesSandbox } from "../../service/sandbox/google-routes.ts";
import { startHttpParty } from "../../service/sandbox/http-party.ts";
import { vertexAiSandbox } from "../../service/sandbox/vertex-ai.ts";
import { type TestCore, testCore } from "./core.ts";

const HOUR_MS = 3_600_000;
export const ROUTES_PER_SECOND = 10;

export const ANNA: Caller = { userId: "user-anna", role: "customer", sessionId: "s", customerId: "anna" };
export const BEN: Caller = { userId: "user-ben", role: "customer", sessionId: "s", customerId: "ben" };
export const DISPATCHER: Caller = { userId: "user-dispatcher", role: "dispatcher", sessionId: "s" };
export const DRIVER: Caller = { userId: "driver-1", role: "driver", sessionId: "s" };
export const OTHER_DRIVER: Caller = { userId: "driver-2", role: "driver", sessionId: "s" };

export interface Asked {
  readonly params?: object;
  readonly query?: object;
  readonly headers?: object;
  readonly body?: object;
}

/** Orders, deliveries and dispatch together, with Google's sandboxes over HTTP; of the others it is kept what they were told. */
export interface Shop {
  readonly core: TestCore;
  readonly faults: Faults;
  readonly trucks: Deliveries;
  readonly routes: GoogleRoutes;
  readonly vertexAi: VertexAi;
  readonly carried: string[];
  readonly invoices: Invoice[];
  readonly texts: string[];
  /** Makes the next texts fail, as a full disk would. */
  readonly breakTexts: (isBroken: boolean) => void;
  readonly ask: (operationId: string, caller: Caller, asked?: Asked) => Promise<Answer>;
  /** Places an order that is delivered from two hours on; answers with the ids of it and of its delivery. */
  readonly order: (caller?: Caller, more?: object) => Promise<{ orderId: string; deliveryId: string }>;
  readonly gauge: (name: string) => Promise<ReadonlyArray<readonly [object, number]>>;
  readonly close: () => Promise<void>;
}

export async function openShop(url = "sqlite::memory:"): Promise<Shop> {
  const core = await testCore({ url });
  const faults = new Faults(() => 0);
  const google = await startHttpParty(googleRoutesSandbox(), faults);
  const vertex = await startHttpParty(vertexAiSandbox(), faults);
  const routes = createGoogleRoutes({ url: google.url, key: "key" }, plainCall, core.record);
  const vertexAi = createVertexAi({ url: vertex.url, token: "token" }, plainCall, core.record);
  const carried: string[] = [];
  const invoices: Invoice[] = [];
  const texts: string[] = [];
  let textsAreBroken = false;
  const carry = async (_queries: object, entity: string, id: string) => void carried.push(`${entity}/${id}`);
  const tell = async (_queries: object, customerId: string, text: string) => {
    if (textsAreBroken) throw new Error("no text can be kept");
    texts.push(`${customerId}: ${text}`);
  };
  const trucks = deliveries(core, { carry, tell, invoice: async (_queries, invoice) => void invoices.push(invoice) });
  const quotas = { routes: ROUTES_PER_SECOND, vertexAi: 5 };
  const parts = [
    orders(core, { carry, tell, schedule: trucks.schedule, unschedule: trucks.unschedule }),
    trucks,
    dispatch(core, { assign: trucks.assign, routes, vertexAi, quotas }),
  ];
  for (const [id, district, taxId] of [
    ["anna", "大安區", "22099131"],
    ["ben", "板橋區", null],
    ["far", "花蓮市", null],
  ] as const) {
    const city = id === "anna" ? "臺北市" : "新北市";
    await core.database.query(
      `INSERT INTO customers (id, name, phone, city, district, address, tax_id, version, updated_at)
       VALUES ($1, $1, '+886912345678', $2, $3, '1', $4, 1, 0)`,
      [id, city, district, taxId],
    );
  }
  for (const { userId, role } of [DRIVER, OTHER_DRIVER, DISPATCHER]) {
    await core.database.query("INSERT INTO users (id, login, password_hash, role) VALUES ($1, $1, '', $2)", [
      userId,
      role,
    ]);
  }
  const ask: Shop["ask"] = async (operationId, caller, asked = {}) => {
    const found = parts
      .flatMap(({ operations = [] }) => operations)
      .find(({ contract }) => contract.id === operationId);
    if (found === undefined) throw new Error(`there is no operation ${operationId}`);
    expectKept(found.contract, asked);
    const nothing = { params: undefined, query: {}, headers: {}, body: undefined };
    return found.handle({ ...nothing, rawBody: Buffer.alloc(0), network: "192.0.2.1", ...asked, caller });
  };
  let keys = 0;
  return {
    core,
    faults,
    trucks,
    routes,
    vertexAi,
    carried,
    invoices,
    texts,
    breakTexts: (isBroken) => {
      textsAreBroken = isBroken;
    },
    ask,
    order: async (caller = ANNA, more = {}) => {
      const headers = { "idempotency-key": `key-of-order-${++keys}` };
      const { body } = await ask("placeOrder", caller, { headers, body: newOrder(core, more) });
      const orderId = fieldOf(body, "id");
      const [row] = await core.database.query<{ id: string }>("SELECT id FROM deliveries WHERE order_id = $1", [
        orderId,
      ]);
      return { orderId, deliveryId: row?.id ?? "" };
    },
    gauge: async (name) => {
      const reading = parts.flatMap(({ gauges = [] }) => gauges).find((gauge) => gauge.name === name);
      if (reading === undefined) throw new Error(`there is no gauge ${name}`);
      return reading.read();
    },
    close: async () => {
      await google.close();
      await vertex.close();
      await core.close();
    },
  };
}

/** Throws for a request that the API would not let through to the operation. */
function expectKept(contract: Contract, asked: Asked): void {
  const violations = contractChecks(contract)({ params: {}, query: {}, headers: {}, body: {}, ...asked });
  if (violations.length > 0) throw new Error(`400 ${contract.id}: ${JSON.stringify(violations)}`);
}

/** An order for two hours from now, changed as told. */
export function newOrder(core: TestCore, more: object = {}): object {
  const slotStart = new Date(core.now() + 2 * HOUR_MS).toISOString();
  return { channel: "app", cylinder_kg: 16, quantity: 2, slot_start: slotStart, ...more };
}

/** A field of an answer's body, as text. */
export function fieldOf(body: unknown, name: string): string {
  const fields: Record<string, unknown> = typeof body === "object" && body !== null ? { ...body } : {};
  return String(fields[name]);
}

/** An outside call that is neither measured nor traced. */
export const plainCall: OutsideCall = async ({ method, url, headers = {}, json, timeoutMs }) => {
  try {
    const response = await fetch(url, {
      method,
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(json),
      signal: AbortSignal.timeout(timeoutMs),
    });
    const answered: unknown = await response.json().catch(() => undefined);
    return { status: response.status, json: answered };
  } catch (cause) {
    const kind = cause instanceof Error && cause.name === "TimeoutError" ? "timeout" : "connection";
    throw new OutsideError(kind, String(cause), { cause });
  }
};
