import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type TestApi, testApi } from "../../test/service/api.ts";
import { NOON, type TestCore, testCore } from "../../test/service/core.ts";
import { createEInvoicePlatform } from "../outside/einvoice-platform.ts";
import { createHttpCall } from "../outside/http-call.ts";
import { type EInvoiceSandbox, einvoicePlatformSandbox } from "../sandbox/einvoice-platform.ts";
import { Faults } from "../sandbox/faults.ts";
import { type RunningParty, startHttpParty } from "../sandbox/http-party.ts";
import { readAudit } from "../storage/audit-log.ts";
import { Metrics } from "../telemetry/metrics.ts";
import { type EInvoices, eInvoices } from "./e-invoices.ts";

const HOUR_MS = 3_600_000;
const SECRET = "what we sign with, which only the platform knows";
const CLOSED_BUYER = "04595257";

let core: TestCore;
let api: TestApi;
let part: EInvoices;
let faults: Faults;
let sandbox: EInvoiceSandbox;
let running: RunningParty;

beforeEach(async () => {
  core = await testCore();
  faults = new Faults(() => 0);
  sandbox = einvoicePlatformSandbox({ secret: SECRET, now: core.now });
  running = await startHttpParty(sandbox, faults);
  const platform = createEInvoicePlatform(
    { url: running.url, secret: SECRET },
    createHttpCall(new Metrics(core.log), core.now),
  );
  part = eInvoices(core, { platform, carry: async () => undefined, collect: async () => undefined });
  api = await testApi(core, part.operations ?? []);
});
afterEach(async () => {
  await running.close();
  await api.close();
  await core.close();
});

async function issue(buyerTaxId: string | null = null): Promise<string> {
  await core.database.transaction((queries) =>
    part.issue(queries, { orderId: core.newId(), customerId: "c", buyerTaxId, amountTwd: 1_050, taxTwd: 50 }),
  );
  const [last] = await core.database.query<{ id: string }>("SELECT id FROM invoices ORDER BY id DESC LIMIT 1");
  return last?.id ?? "";
}
const work = () => core.runJobs(part.jobs ?? []);
const workAt = async (time: number) => {
  core.setNow(time);
  await work();
};
const stateOf = async (id: string) =>
  (await core.database.query<{ state: string }>("SELECT state FROM invoices WHERE id = $1", [id]))[0]?.state;
const gauge = async (name: string) => (await part.gauges?.find((one) => one.name === name)?.read())?.[0]?.[1];
const outcomes = () => core.events.flatMap((event) => ("outcome" in event ? `${event.type} ${event.outcome}` : []));

describe("an invoice", () => {
  it("has the next number, and is held by the platform when it is accepted", async () => {
    const [first, second] = [await issue(), await issue()];
    expect(await gauge("einvoices_unsent")).toBe(2);
    await work();
    expect([await stateOf(first), await stateOf(second)]).toEqual(["accepted", "accepted"]);
    const [one = "", two = ""] = [...sandbox.held.keys()];
    expect(Number(two.slice(2)) - Number(one.slice(2))).toBe(1);
    expect(await gauge("einvoices_unsent")).toBe(0);
    expect(await gauge("einvoice_oldest_unsent_age_seconds")).toBe(0);
  });

  it("waits while the platform is gone, ages, and is sent when it is back: once", async () => {
    const id = await issue();
    faults.set("einvoice-platform", { mode: "down" });
    for (const minutes of [0, 30, 120]) await workAt(NOON + minutes * 60_000);
    expect(await stateOf(id)).toBe("issued");
    core.setNow(NOON + 20 * HOUR_MS);
    expect(await gauge("einvoice_oldest_unsent_age_seconds")).toBe(20 * 3_600);
    faults.clear("einvoice-platform");
    await workAt(NOON + 20 * HOUR_MS);
    await workAt(NOON + 21 * HOUR_MS);
    expect(await stateOf(id)).toBe("accepted");
    expect(sandbox.held.size).toBe(1);
    expect(outcomes().filter((one) => one.startsWith("invoice.submission_ended"))).toEqual([
      "invoice.submission_ended accepted",
    ]);
  });

  it("is given up at its deadline, shows, and can be submitted again", async () => {
    const id = await issue();
    faults.set("einvoice-platform", { mode: "down" });
    await work();
    await workAt(NOON + 48 * HOUR_MS);
    expect(await stateOf(id)).toBe("given_up");
    expect(await gauge("einvoices_unsent")).toBe(1);
    faults.clear("einvoice-platform");
    const again = await api.post(`/invoices/${id}/resubmission`, undefined, { role: "accountant" });
    // Its number is of the day that it was issued on, and so is what the law counts from.
    expect(again).toMatchObject({ status: 202, body: { state: "issued", issued_at: new Date(NOON).toISOString() } });
    expect(await readAudit(core.database, "", 10)).toMatchObject([
      { user_id: "someone", action: "invoice.resubmitted", subject: id, at: NOON + 48 * HOUR_MS },
    ]);
    await workAt(NOON + 49 * HOUR_MS);
    expect(await stateOf(id)).toBe("accepted");
    expect(await api.get(`/invoices/${id}`, "accountant")).toMatchObject({
      body: { issued_at: new Date(NOON).toISOString() },
    });
  });

  it("is not believed to be accepted when the platform does not hold it", async () => {
    const id = await issue();
    faults.set("einvoice-platform", { mode: "wrong" });
    await work();
    expect(await stateOf(id)).toBe("issued");
    expect(outcomes()).toEqual(["invoice.attempted unreachable"]);
    faults.clear("einvoice-platform");
    await workAt(NOON + HOUR_MS);
    expect(await stateOf(id)).toBe("accepted");
  });

  it("that is refused says why, and is not tried again by itself", async () => {
    sandbox.refuseBuyer(CLOSED_BUYER);
    const id = await issue(CLOSED_BUYER);
    await work();
    await workAt(NOON + HOUR_MS);
    expect(await api.get(`/invoices/${id}`, "accountant")).toMatchObject({
      status: 200,
      body: { state: "rejected", reason: "buyer is closed" },
    });
    expect(outcomes()).toEqual(["invoice.attempted rejected", "invoice.submission_ended rejected"]);
    expect((await api.post(`/invoices/${id}/resubmission`, undefined, { role: "accountant" })).status).toBe(202);
  });

  it("in any other state cannot be submitted again, and only accountants see it", async () => {
    const id = await issue();
    await work();
    expect((await api.post(`/invoices/${id}/resubmission`, undefined, { role: "accountant" })).status).toBe(409);
    expect((await api.get("/invoices/none", "accountant")).status).toBe(404);
    expect((await api.get("/invoices", "driver")).status).toBe(403);
    expect(await api.get("/invoices?state=accepted", "accountant")).toMatchObject({ body: { items: [{ id }] } });
  });
});

it("leaves a platform that is down alone for a while, and looks again by itself", async () => {
  for (let count = 0; count < 8; count++) await issue();
  faults.set("einvoice-platform", { mode: "down" });
  await work();
  const attempted = outcomes().length;
  expect(attempted).toBeGreaterThanOrEqual(5);
  // The circuit is open: who comes now waits without asking.
  for (let count = 0; count < 3; count++) await issue();
  await work();
  expect(outcomes()).toHaveLength(attempted);
  await expect(part.dependencies?.[0]?.check(AbortSignal.timeout(1_000))).rejects.toThrow(/have failed/);
});
