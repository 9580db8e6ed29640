import { createHmac } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import WebSocket from "ws";
import type { Fault, Party } from "../../service/sandbox/faults.ts";
import type { Service } from "../../service/service.ts";
import { type Api, type ApiAnswer, createApi } from "../../service/traffic/api-client.ts";
import type { Measurement } from "../../service/traffic/measurements.ts";
import { Session } from "../../service/traffic/session.ts";

const PATIENCE_MS = 20_000;
/** Texts that nobody has confirmed or given up yet. */
export const TEXTS_ON_THE_WAY = "SELECT COUNT(*) AS n FROM sms_messages WHERE state IN ('waiting', 'handed_over')";

export interface ServiceAccessOptions {
  readonly service: Service;
  /** The file of its database: time is moved in it, where waiting would take hours. */
  readonly databaseFile: string;
  readonly password: string;
  readonly now: () => number;
  readonly measured: (measurement: Measurement) => void;
}

/** What a test can do to a service: as its people, over the API; as its operator, in its database; as a fault. */
export class ServiceAccess {
  readonly api: Api;
  readonly database: DatabaseSync;
  readonly #options: ServiceAccessOptions;
  readonly #sessions = new Map<string, Session>();

  constructor(options: ServiceAccessOptions) {
    this.#options = options;
    this.api = createApi({ url: options.service.url, measured: options.measured });
    this.database = new DatabaseSync(options.databaseFile);
    this.database.exec("PRAGMA busy_timeout = 5000");
  }

  /** Places an order under a new key; answers with its id. */
  async place(login: string, slotStart: number): Promise<string> {
    const answer = await this.session(login).call({
      method: "POST",
      route: "/orders",
      headers: { "idempotency-key": createHmac("sha256", login).update(String(Math.random())).digest("hex") },
      body: { channel: "app", cylinder_kg: 16, quantity: 1, slot_start: new Date(slotStart).toISOString() },
    });
    return String(answer.field("id"));
  }

  /** A call of one of the demo's people. */
  call(
    login: string,
    method: "GET" | "POST" | "PUT",
    route: string,
    body?: object,
    params?: Readonly<Record<string, string>>,
  ): Promise<ApiAnswer> {
    return this.session(login).call({
      method,
      route,
      ...(body === undefined ? {} : { body }),
      ...(params === undefined ? {} : { params }),
    });
  }

  session(login: string): Session {
    const { password, now } = this.#options;
    const session = this.#sessions.get(login) ?? new Session(this.api, { login, password }, now);
    this.#sessions.set(login, session);
    return session;
  }

  /** Opens the live map. */
  async connect(login: string): Promise<WebSocket> {
    const url = this.#options.service.url.replace("http", "ws");
    const socket = new WebSocket(`${url}/api/v1/tracking?token=${await this.session(login).token()}`);
    await new Promise((resolve, reject) => {
      socket.once("open", resolve);
      socket.once("error", reject);
    });
    return socket;
  }

  /** Does something while a fault is on. */
  async during(party: Party, fault: Fault, work: () => Promise<unknown>): Promise<void> {
    const { faults } = this.#options.service;
    // A job or a receipt that the fault hit as well would be done twice, or be lost, and counted so.
    if (party === "database") {
      await this.until(`SELECT COUNT(*) AS n FROM jobs WHERE due_at <= ${Date.now()}`, (n) => n === 0);
      await this.until(TEXTS_ON_THE_WAY, (n) => n === 0);
    }
    faults.set(party, fault);
    await work();
    faults.clear(party);
  }

  sql(statement: string): void {
    this.database.exec(statement);
  }

  /** Waits for a count in the database. */
  async until(query: string, isDone: (n: number) => boolean): Promise<void> {
    await waitFor(() => isDone(Number(this.database.prepare(query).get()?.["n"])), query);
  }
}

export async function waitFor(isDone: () => boolean, what = "it"): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!isDone()) {
    if (Date.now() > deadline) throw new Error(`waited in vain: ${what}`);
    await sleep(10);
  }
}

/** The next slot that we would deliver in, today or tomorrow. */
export function todaySlot(now: number): number {
  const hour = 3_600_000;
  let start = Math.ceil(now / hour) * hour;
  while (new Date(start + 8 * hour).getUTCHours() < 8 || new Date(start + 8 * hour).getUTCHours() > 18) start += hour;
  return start;
}
