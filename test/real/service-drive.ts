import { createHmac } from "node:crypto";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import WebSocket from "ws";
import type { Fault, Party } from "../../service/sandbox/faults.ts";
import type { Service } from "../../service/service.ts";
import { type Api, type ApiAnswer, createApi } from "../../service/traffic/api-client.ts";
import type { Measurement } from "../../service/traffic/measurements.ts";
import { Session } from "../../service/traffic/session.ts";
import type { Truth } from "./service-truth.ts";

const DAY_MS = 86_400_000;
const CLOSED_CUSTOMER_TAX_ID = "04595257";
const PATIENCE_MS = 20_000;
const TEXTS_ON_THE_WAY = "SELECT COUNT(*) AS n FROM sms_messages WHERE state IN ('waiting', 'handed_over')";

export interface DriveOptions {
  readonly service: Service;
  /** The file of its database: time is moved in it, where waiting would take hours. */
  readonly databaseFile: string;
  readonly password: string;
  readonly truth: Truth;
  readonly now: () => number;
  /** Moves the service's clock. */
  readonly skew: (ms: number) => void;
}

/** Does a known mix of good and bad things to every part of the service, and notes what it did. */
export class Drive {
  readonly #options: DriveOptions;
  readonly #api: Api;
  readonly #files: DatabaseSync;
  readonly #sessions = new Map<string, Session>();
  #statements = { slow: 0, failed: 0, total: 0 };
  #positions = 0;
  #isSlowedDown = false;

  constructor(options: DriveOptions) {
    this.#options = options;
    this.#api = createApi({ url: options.service.url, measured: (measurement) => this.#measured(measurement) });
    this.#files = new DatabaseSync(options.databaseFile);
    this.#files.exec("PRAGMA busy_timeout = 5000");
    const { faults } = options.service;
    const strike = faults.strike.bind(faults);
    // Every statement asks here whether it shall fail: nobody else counts them all.
    faults.strike = (party) => {
      const fault = strike(party);
      if (party === "database") {
        this.#statements.total++;
        if (fault?.mode === "slow") this.#statements.slow++;
        if (fault?.mode === "down") this.#statements.failed++;
      }
      return fault;
    };
  }

  /** Brings about the states that hold during the whole test. */
  async prepare(): Promise<void> {
    const { service } = this.#options;
    service.sandbox.einvoices.refuseBuyer(CLOSED_CUSTOMER_TAX_ID);
    this.#files
      .prepare("UPDATE customers SET tax_id = ? WHERE id = (SELECT customer_id FROM users WHERE login = 'customer-2')")
      .run(CLOSED_CUSTOMER_TAX_ID);
    await this.#until("SELECT COUNT(*) AS n FROM jobs WHERE kind = 'bank-file.make-outbound'", (n) => n === 1);
    this.#sql("UPDATE jobs SET due_at = 0 WHERE kind = 'bank-file.make-outbound'");
    await this.#until("SELECT COUNT(*) AS n FROM bank_files WHERE state = 'transferred'", (n) => n === 3);
    await (await fetch(`${service.adminUrl}/metrics`)).text();
    this.#files.prepare("UPDATE bank_starts SET since = ? WHERE bank = 'cooperative'").run(Date.now() - 3 * DAY_MS);
    this.#files
      .prepare("UPDATE bank_files SET transferred_at = ? WHERE bank = 'cooperative'")
      .run(Date.now() - 3 * DAY_MS);
    // An order that nobody delivers, as old as the shop has been open for days.
    const left = await this.#place("customer-3", todaySlot(this.#options.now()));
    await this.#until("SELECT COUNT(*) AS n FROM sync_writes WHERE state = 'pending'", (n) => n === 0);
    this.#files
      .prepare("UPDATE deliveries SET waiting_since = ?, due_on = '2000-01-01' WHERE order_id = ?")
      .run(Date.now() - 3 * DAY_MS, left);
    for (const record of service.sandbox.oldSystem.records.values()) {
      if (record.body["order_id"] === left && "due_on" in record.body) record.body["due_on"] = "2000-01-01";
    }
  }

  /** About a second of everything. */
  async round(): Promise<void> {
    await this.#orders();
    await this.#signIn();
    await this.#deliveries();
    await this.#planning();
    await this.#texts();
    await this.#banks();
    await this.#liveMap();
    await this.#sync();
    await this.#flags();
    // Twelve orders, four that are delivered, two that are told of, and the one that failed; a slot in the past is refused.
    this.#options.truth.add("orders-placement", 1, 12 + 4 + 2 + 1);
  }

  close(): void {
    this.#files.close();
  }

  async #orders(): Promise<void> {
    for (let count = 0; count < 12; count++) await this.#place("customer-1", todaySlot(this.#options.now()));
    await this.#place("customer-1", this.#options.now() - DAY_MS);
    await this.#during("database", { mode: "down" }, () => this.#place("customer-1", todaySlot(this.#options.now())));
    await this.#during("database", { mode: "slow", latencyMs: 400 }, async () => {
      this.#isSlowedDown = true;
      await this.#call("customer-1", "GET", "/orders");
      this.#isSlowedDown = false;
    });
  }

  async #signIn(): Promise<void> {
    const { password } = this.#options;
    const body = { login: "customer-4", password };
    const signedIn = await this.#api({ method: "POST", route: "/sessions", body });
    await this.#api({ method: "POST", route: "/sessions", body: { ...body, login: "nobody" } });
    await this.#during("database", { mode: "down" }, () => this.#api({ method: "POST", route: "/sessions", body }));
    const refresh = (token: unknown) =>
      this.#api({ method: "POST", route: "/sessions/refresh", body: { refresh_token: token } });
    const refreshed = await refresh(signedIn.field("refresh_token"));
    await refresh(signedIn.field("refresh_token"));
    await this.#during("database", { mode: "down" }, () => refresh(refreshed.field("refresh_token")));
    this.#options.truth.add("sign-in-refresh", 1, 2);
  }

  async #deliveries(): Promise<void> {
    const outcomes = [
      ["customer-1", "delivered", "on_time"],
      ["customer-1", "delivered", "late"],
      ["customer-2", "delivered", "on_time"],
      ["customer-1", "customer_absent", ""],
    ] as const;
    for (const [customer, outcome, timing] of outcomes) {
      const orderId = await this.#place(customer, todaySlot(this.#options.now()));
      const deliveryId = String(
        this.#files.prepare("SELECT id FROM deliveries WHERE order_id = ?").get(orderId)?.["id"],
      );
      const driver = await this.#session("driver-1").userId();
      await this.#call("dispatcher-1", "POST", "/dispatch/assignments", { delivery_id: deliveryId, driver_id: driver });
      const params = { deliveryId };
      await this.#call("driver-1", "POST", "/deliveries/{deliveryId}/departure", undefined, params);
      if (timing === "late") this.#files.prepare("UPDATE deliveries SET slot_end = 1 WHERE id = ?").run(deliveryId);
      await this.#call(
        "driver-1",
        "POST",
        "/deliveries/{deliveryId}/proof",
        { outcome, recipient: "王", serials: ["TW01"] },
        params,
      );
    }
    this.#options.truth.add("deliveries-on-time", 1, 3);
    // Customer 2's tax id is closed: the platform rejects its invoices.
    this.#options.truth.add("e-invoices-accepted", 1, 3);
    await this.#until("SELECT COUNT(*) AS n FROM invoices WHERE state = 'issued'", (n) => n === 0);
    await this.#during("database", { mode: "down" }, () => this.#call("driver-1", "GET", "/deliveries?on=2026-01-01"));
  }

  async #planning(): Promise<void> {
    const on = "2026-01-01";
    const driver = await this.#session("driver-1").userId();
    const plan = () => this.#call("dispatcher-1", "POST", "/dispatch/plans", { driver_id: driver, on });
    await plan();
    await plan();
    await this.#during("google-routes", { mode: "down" }, plan);
    await this.#during("database", { mode: "down" }, plan);
    this.#options.truth.add("dispatch-planning", 1, 4);
    this.#options.truth.add("google-routes-success", 1, 3);
    this.#options.truth.add("google-routes-quota", 0, 1);
    const forecast = () => this.#call("dispatcher-1", "GET", `/dispatch/demand?on=${on}`);
    await forecast();
    await this.#during("vertex-ai", { mode: "down" }, forecast);
    this.#options.truth.add("vertex-ai-success", 1, 2);
    this.#options.truth.add("vertex-ai-quota", 0, 1);
    this.#options.truth.add("dispatch-unassigned", 1, 1);
    this.#options.truth.add("e-invoices-unsent", 0, 1);
    this.#options.truth.add("sync-lag", 0, 1);
    this.#options.truth.add("bank-files-fresh/main", 0, 1);
    this.#options.truth.add("bank-files-fresh/post", 0, 1);
    this.#options.truth.add("bank-files-fresh/cooperative", 1, 1);
  }

  /** All texts of this round so far have arrived; now one that the first provider refuses, and one that nobody delivers. */
  async #texts(): Promise<void> {
    const settled = () => this.#until(TEXTS_ON_THE_WAY, (n) => n === 0);
    await settled();
    await this.#during("sms-primary", { mode: "rate-limited" }, async () => {
      await this.#place("customer-5", todaySlot(this.#options.now()));
      await settled();
    });
    await this.#during("sms-primary", { mode: "wrong" }, async () => {
      await this.#place("customer-6", todaySlot(this.#options.now()));
      await this.#until("SELECT COUNT(*) AS n FROM sms_messages WHERE state = 'waiting'", (n) => n === 0);
    });
    this.#sql("UPDATE sms_messages SET failed_provider = 'secondary', handed_over_at = 0 WHERE state = 'handed_over'");
    this.#sql(
      "UPDATE jobs SET due_at = 0 WHERE kind = 'sms.expect-receipt' AND subject IN (SELECT id FROM sms_messages WHERE state = 'handed_over')",
    );
    await settled();
    // 12 orders, 4 deliveries with an order each, 4 departures, 3 handed over at the door, and the two of here.
    const all = 12 + 4 + 4 + 3 + 2;
    this.#options.truth.add("sms-delivered", 1, all);
    this.#options.truth.add("sms-provider/primary", 1, all);
    this.#options.truth.add("sms-provider/secondary", 0, 1);
  }

  async #banks(): Promise<void> {
    this.#sql("UPDATE bank_files SET state = 'rejected' WHERE direction = 'outbound' AND bank IN ('main', 'post')");
    const files = this.#files
      .prepare("SELECT id FROM bank_files WHERE direction = 'outbound' AND bank IN ('main', 'post')")
      .all();
    await this.#during("bank-post", { mode: "wrong" }, async () => {
      for (const { id } of files) {
        await this.#call("accountant-1", "POST", "/bank-files/{fileId}/transfer", undefined, { fileId: String(id) });
      }
      await this.#until("SELECT COUNT(*) AS n FROM bank_files WHERE state = 'waiting'", (n) => n === 0);
    });
    this.#options.truth.add("bank-files-transferred", 1, 2);
  }

  async #liveMap(): Promise<void> {
    const watcher = await this.#connect("dispatcher-1");
    const truck = await this.#connect("driver-2");
    const seen: unknown[] = [];
    watcher.on("message", (data) => seen.push(data));
    for (const step of [1, 1, 1, 3]) {
      this.#positions += step;
      truck.send(JSON.stringify({ seq: this.#positions, lat: 25, lng: 121.5 }));
    }
    await waitFor(() => seen.length === 4);
    this.#options.truth.add("tracking-positions", 2, 6);
    this.#options.truth.add("tracking-fan-out", 0, 4, 1);
    await Promise.all([closed(watcher), closed(truck)]);
    const unlucky = await this.#connect("customer-1");
    await this.#during("database", { mode: "down" }, async () => {
      const ended = new Promise((resolve) => unlucky.once("close", resolve));
      unlucky.send(JSON.stringify({ watch: "some-delivery" }));
      await ended;
    });
    this.#options.truth.add("tracking-connections", 1, 3);
  }

  /** Has all records of this round compared, one of them after somebody has changed it behind our back. */
  async #sync(): Promise<void> {
    const { sandbox } = this.#options.service;
    let different = 0;
    let compared = 0;
    for (let pass = 0; pass < 2; pass++) {
      await this.#until("SELECT COUNT(*) AS n FROM sync_writes WHERE state = 'pending'", (n) => n === 0);
      const subjects = this.#files
        .prepare("SELECT subject FROM jobs WHERE kind = 'sync.compare'")
        .all()
        .map(({ subject }) => String(subject));
      const victim = pass === 0 ? subjects.find((subject) => subject.startsWith("order/")) : undefined;
      const record = sandbox.oldSystem.records.get(victim ?? "");
      if (victim !== undefined && record !== undefined) {
        sandbox.oldSystem.records.set(victim, { ...record, body: { ...record.body, quantity: 99 } });
        different++;
      }
      compared += subjects.length;
      this.#sql("UPDATE jobs SET due_at = 0 WHERE kind = 'sync.compare'");
      const kept = pass === 0 ? different : 0;
      await this.#until(
        "SELECT COUNT(*) AS n FROM jobs WHERE kind IN ('sync.compare', 'sync.write') AND due_at < 1000",
        (n) => n === 0,
      );
      await this.#until("SELECT COUNT(*) AS n FROM jobs WHERE kind = 'sync.compare'", (n) => n === kept);
    }
    this.#options.truth.add("sync-consistent", different, compared);
  }

  async #flags(): Promise<void> {
    const { skew, truth } = this.#options;
    // Each of them evaluates the demo's one flag.
    for (let count = 0; count < 9; count++) await this.#call("customer-1", "GET", "/feature-flags");
    skew(61_000);
    await this.#call("customer-1", "GET", "/feature-flags");
    skew(0);
    truth.add("feature-flags-fresh", 1, 10);
    truth.add("feature-flags-latency", 0, 10, 1);
  }

  /** Notes the statements since the last call, the background's too. */
  countStatements(): void {
    const { slow, failed, total } = this.#statements;
    this.#options.truth.add("database-latency", slow, total, total / 50);
    this.#options.truth.add("database-errors", failed, total);
    this.#statements = { slow: 0, failed: 0, total: 0 };
  }

  /** What is done all the time goes on while the last window passes: half of it counts, give or take. */
  countStatementsAtTheEdge(): void {
    const { truth } = this.#options;
    for (const slo of ["database-latency", "database-errors"]) truth.atTheEdge(slo, this.#statements.total / 2);
    this.countStatements();
  }

  /** What a customer sees of the routes that promises are made about. */
  #measured({ operation, status, milliseconds }: Measurement): void {
    const { truth } = this.#options;
    const path = operation.split(" ")[1] ?? "";
    const service = path.startsWith("/order")
      ? "orders"
      : path.startsWith("/sessions")
        ? "sign-in"
        : path.startsWith("/deliveries")
          ? "deliveries"
          : undefined;
    if (service === undefined) return;
    const isFailed = status >= 500 ? 1 : 0;
    if (service !== "sign-in" || status < 400 || status >= 500) truth.add(`${service}-availability`, isFailed, 1);
    if (isFailed === 1 || service === "deliveries") return;
    const isSlow = milliseconds > (service === "orders" ? 200 : 400);
    const isMadeSlow = this.#isSlowedDown;
    truth.add(`${service}-latency`, isMadeSlow ? 1 : 0, 1, isSlow && !isMadeSlow ? 1 : 0);
  }

  async #place(login: string, slotStart: number): Promise<string> {
    const answer = await this.#session(login).call({
      method: "POST",
      route: "/orders",
      headers: { "idempotency-key": createHmac("sha256", login).update(String(Math.random())).digest("hex") },
      body: { channel: "app", cylinder_kg: 16, quantity: 1, slot_start: new Date(slotStart).toISOString() },
    });
    return String(answer.field("id"));
  }

  #call(
    login: string,
    method: "GET" | "POST",
    route: string,
    body?: object,
    params?: Readonly<Record<string, string>>,
  ): Promise<ApiAnswer> {
    return this.#session(login).call({
      method,
      route,
      ...(body === undefined ? {} : { body }),
      ...(params === undefined ? {} : { params }),
    });
  }

  #session(login: string): Session {
    const { password, now } = this.#options;
    const session = this.#sessions.get(login) ?? new Session(this.#api, { login, password }, now);
    this.#sessions.set(login, session);
    return session;
  }

  async #connect(login: string): Promise<WebSocket> {
    const url = this.#options.service.url.replace("http", "ws");
    const socket = new WebSocket(`${url}/api/v1/tracking?token=${await this.#session(login).token()}`);
    await new Promise((resolve, reject) => {
      socket.once("open", resolve);
      socket.once("error", reject);
    });
    return socket;
  }

  async #during(party: Party, fault: Fault, work: () => Promise<unknown>): Promise<void> {
    const { faults } = this.#options.service;
    // A job or a receipt that the fault hit as well would be done twice, or be lost, and counted so.
    if (party === "database") {
      await this.#until(`SELECT COUNT(*) AS n FROM jobs WHERE due_at <= ${Date.now()}`, (n) => n === 0);
      await this.#until(TEXTS_ON_THE_WAY, (n) => n === 0);
    }
    faults.set(party, fault);
    await work();
    faults.clear(party);
  }

  #sql(statement: string): void {
    this.#files.exec(statement);
  }

  async #until(query: string, isDone: (n: number) => boolean): Promise<void> {
    await waitFor(() => isDone(Number(this.#files.prepare(query).get()?.["n"])), query);
  }
}

async function closed(socket: WebSocket): Promise<void> {
  const ended = new Promise((resolve) => socket.once("close", resolve));
  socket.close(1000);
  await ended;
}

async function waitFor(isDone: () => boolean, what = "it"): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!isDone()) {
    if (Date.now() > deadline) throw new Error(`waited in vain: ${what}`);
    await sleep(10);
  }
}

/** The next slot that we would deliver in, today or tomorrow. */
function todaySlot(now: number): number {
  const hour = 3_600_000;
  let start = Math.ceil(now / hour) * hour;
  while (new Date(start + 8 * hour).getUTCHours() < 8 || new Date(start + 8 * hour).getUTCHours() > 18) start += hour;
  return start;
}
