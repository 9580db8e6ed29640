import type WebSocket from "ws";
import type { Measurement } from "../../service/traffic/measurements.ts";
import { ServiceAccess, type ServiceAccessOptions, TEXTS_ON_THE_WAY, todaySlot, waitFor } from "./service-access.ts";
import type { Truth } from "./service-truth.ts";

const DAY_MS = 86_400_000;
const CLOSED_CUSTOMER_TAX_ID = "04595257";

export interface DriveOptions extends Omit<ServiceAccessOptions, "measured"> {
  readonly truth: Truth;
  /** Moves the service's clock. */
  readonly skew: (ms: number) => void;
}

/** Does a known mix of good and bad things to every part of the service, and notes what it did. */
export class Drive {
  readonly #options: DriveOptions;
  readonly #access: ServiceAccess;
  #statements = { slow: 0, failed: 0, total: 0 };
  #positions = 0;
  #isSlowedDown = false;

  constructor(options: DriveOptions) {
    this.#options = options;
    this.#access = new ServiceAccess({ ...options, measured: (measurement) => this.#measured(measurement) });
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
    this.#access.database
      .prepare("UPDATE customers SET tax_id = ? WHERE id = (SELECT customer_id FROM users WHERE login = 'customer-2')")
      .run(CLOSED_CUSTOMER_TAX_ID);
    // Everybody has it: who orders is in one cohort.
    const piloted = { enabled: true, pilot: "orders" };
    await this.#access.call("admin-1", "PUT", "/feature-flags/{name}", piloted, { name: "live-map" });
    await this.#access.until("SELECT COUNT(*) AS n FROM jobs WHERE kind = 'bank-file.make-outbound'", (n) => n === 1);
    const since = Date.now() - 1;
    this.#access.sql(`UPDATE jobs SET due_at = 0, round_at = ${since} WHERE kind = 'bank-file.make-outbound'`);
    await this.#access.until("SELECT COUNT(*) AS n FROM bank_files WHERE state = 'transferred'", (n) => n === 3);
    await (await fetch(`${service.adminUrl}/metrics`)).text();
    this.#access.database
      .prepare("UPDATE bank_starts SET since = ? WHERE bank = 'cooperative'")
      .run(Date.now() - 3 * DAY_MS);
    this.#access.database
      .prepare("UPDATE bank_files SET transferred_at = ? WHERE bank = 'cooperative'")
      .run(Date.now() - 3 * DAY_MS);
    // An order that nobody delivers, as old as the shop has been open for days.
    const left = await this.#access.place("customer-3", todaySlot(this.#options.now()));
    await this.#access.until("SELECT COUNT(*) AS n FROM sync_writes WHERE state = 'pending'", (n) => n === 0);
    this.#access.database
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
    this.#access.database.close();
  }

  async #orders(): Promise<void> {
    for (let count = 0; count < 12; count++) await this.#access.place("customer-1", todaySlot(this.#options.now()));
    await this.#access.place("customer-1", this.#options.now() - DAY_MS);
    await this.#access.during("database", { mode: "down" }, () =>
      this.#access.place("customer-1", todaySlot(this.#options.now())),
    );
    await this.#access.during("database", { mode: "slow", latencyMs: 400 }, async () => {
      this.#isSlowedDown = true;
      await this.#access.call("customer-1", "GET", "/orders");
      this.#isSlowedDown = false;
    });
  }

  async #signIn(): Promise<void> {
    const { password } = this.#options;
    const body = { login: "customer-4", password };
    const signedIn = await this.#access.api({ method: "POST", route: "/sessions", body });
    await this.#access.api({ method: "POST", route: "/sessions", body: { ...body, login: "nobody" } });
    await this.#access.during("database", { mode: "down" }, () =>
      this.#access.api({ method: "POST", route: "/sessions", body }),
    );
    const refresh = (token: unknown) =>
      this.#access.api({ method: "POST", route: "/sessions/refresh", body: { refresh_token: token } });
    const refreshed = await refresh(signedIn.field("refresh_token"));
    // A second tab a moment later gets the same successor.
    await refresh(signedIn.field("refresh_token"));
    await this.#access.during("database", { mode: "down" }, () => refresh(refreshed.field("refresh_token")));
    this.#options.truth.add("sign-in-refresh", 1, 3);
  }

  async #deliveries(): Promise<void> {
    const outcomes = [
      ["customer-1", "delivered", "on_time"],
      ["customer-1", "delivered", "late"],
      ["customer-2", "delivered", "on_time"],
      ["customer-1", "customer_absent", ""],
    ] as const;
    for (const [customer, outcome, timing] of outcomes) {
      const orderId = await this.#access.place(customer, todaySlot(this.#options.now()));
      const deliveryId = String(
        this.#access.database.prepare("SELECT id FROM deliveries WHERE order_id = ?").get(orderId)?.["id"],
      );
      const driver = await this.#access.session("driver-1").userId();
      await this.#access.call("dispatcher-1", "POST", "/dispatch/assignments", {
        delivery_id: deliveryId,
        driver_id: driver,
      });
      const params = { deliveryId };
      await this.#access.call("driver-1", "POST", "/deliveries/{deliveryId}/departure", undefined, params);
      if (timing === "late")
        this.#access.database.prepare("UPDATE deliveries SET slot_end = 1 WHERE id = ?").run(deliveryId);
      await this.#access.call(
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
    await this.#access.until("SELECT COUNT(*) AS n FROM invoices WHERE state = 'issued'", (n) => n === 0);
    await this.#access.during("database", { mode: "down" }, () =>
      this.#access.call("driver-1", "GET", "/deliveries?on=2026-01-01"),
    );
  }

  async #planning(): Promise<void> {
    const on = "2026-01-01";
    const driver = await this.#access.session("driver-1").userId();
    const plan = () => this.#access.call("dispatcher-1", "POST", "/dispatch/plans", { driver_id: driver, on });
    await plan();
    await plan();
    await this.#access.during("google-routes", { mode: "down" }, plan);
    await this.#access.during("database", { mode: "down" }, plan);
    this.#options.truth.add("dispatch-planning", 1, 4);
    this.#options.truth.add("google-routes-success", 1, 3);
    this.#options.truth.add("google-routes-quota", 0, 1);
    const forecast = () => this.#access.call("dispatcher-1", "GET", `/dispatch/demand?on=${on}`);
    await forecast();
    await this.#access.during("vertex-ai", { mode: "down" }, forecast);
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
    const settled = () => this.#access.until(TEXTS_ON_THE_WAY, (n) => n === 0);
    await settled();
    await this.#access.during("sms-primary", { mode: "rate-limited" }, async () => {
      await this.#access.place("customer-5", todaySlot(this.#options.now()));
      await settled();
    });
    await this.#access.during("sms-primary", { mode: "wrong" }, async () => {
      await this.#access.place("customer-6", todaySlot(this.#options.now()));
      await this.#access.until("SELECT COUNT(*) AS n FROM sms_messages WHERE state = 'waiting'", (n) => n === 0);
    });
    this.#access.sql(
      "UPDATE sms_messages SET failed_provider = 'secondary', handed_over_at = 0 WHERE state = 'handed_over'",
    );
    this.#access.sql(
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
    this.#access.sql(
      "UPDATE bank_files SET state = 'rejected' WHERE direction = 'outbound' AND bank IN ('main', 'post')",
    );
    const files = this.#access.database
      .prepare("SELECT id FROM bank_files WHERE direction = 'outbound' AND bank IN ('main', 'post')")
      .all();
    await this.#access.during("bank-post", { mode: "wrong" }, async () => {
      for (const { id } of files) {
        await this.#access.call("accountant-1", "POST", "/bank-files/{fileId}/transfer", undefined, {
          fileId: String(id),
        });
      }
      await this.#access.until("SELECT COUNT(*) AS n FROM bank_files WHERE state = 'waiting'", (n) => n === 0);
    });
    this.#options.truth.add("bank-files-transferred", 1, 2);
  }

  async #liveMap(): Promise<void> {
    const watcher = await this.#access.connect("dispatcher-1");
    const truck = await this.#access.connect("driver-2");
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
    const unlucky = await this.#access.connect("customer-1");
    await this.#access.during("database", { mode: "down" }, async () => {
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
      await this.#access.until("SELECT COUNT(*) AS n FROM sync_writes WHERE state = 'pending'", (n) => n === 0);
      const subjects = this.#access.database
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
      this.#access.sql("UPDATE jobs SET due_at = 0, round_at = 0 WHERE kind = 'sync.compare'");
      const kept = pass === 0 ? different : 0;
      await this.#access.until(
        "SELECT COUNT(*) AS n FROM jobs WHERE kind IN ('sync.compare', 'sync.write') AND due_at < 1000",
        (n) => n === 0,
      );
      await this.#access.until("SELECT COUNT(*) AS n FROM jobs WHERE kind = 'sync.compare'", (n) => n === kept);
    }
    this.#options.truth.add("sync-consistent", different, compared);
  }

  async #flags(): Promise<void> {
    const { skew, truth } = this.#options;
    // Each of them evaluates the demo's one flag.
    for (let count = 0; count < 9; count++) await this.#access.call("customer-1", "GET", "/feature-flags");
    skew(61_000);
    await this.#access.call("customer-1", "GET", "/feature-flags");
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
    if (service === "orders") truth.add("feature-flags-pilot-availability/on", isFailed, 1);
    if (isFailed === 1 || service === "deliveries") return;
    const isSlow = milliseconds > (service === "orders" ? 200 : 400);
    const isMadeSlow = this.#isSlowedDown;
    const judged = status < 400 ? [`${service}-latency`] : [];
    if (service === "orders") judged.push("feature-flags-pilot-latency/on");
    for (const slo of judged) truth.add(slo, isMadeSlow ? 1 : 0, 1, isSlow && !isMadeSlow ? 1 : 0);
  }
}

async function closed(socket: WebSocket): Promise<void> {
  const ended = new Promise((resolve) => socket.once("close", resolve));
  socket.close(1000);
  await ended;
}
