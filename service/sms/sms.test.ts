import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type TestApi, testApi } from "../../test/service/api.ts";
import { NOON, type TestCore, testCore } from "../../test/service/core.ts";
import type { Role } from "../http/operation.ts";
import { createHttpCall } from "../outside/http-call.ts";
import { sign } from "../outside/signature.ts";
import { createSmsProvider } from "../outside/sms-provider.ts";
import { Faults } from "../sandbox/faults.ts";
import { type RunningParty, startHttpParty } from "../sandbox/http-party.ts";
import { type SmsSandbox, smsProviderSandbox } from "../sandbox/sms-provider.ts";
import { Metrics } from "../telemetry/metrics.ts";
import type { Provider } from "./message-state.ts";
import { type Sms, sms } from "./sms.ts";

const SECRET = "what providers sign with";
const MINUTE_MS = 60_000;
const TEXT = "瓦斯已送達，感謝您的訂購。";

let core: TestCore;
let api: TestApi;
let part: Sms;
let faults: Faults;
let running: RunningParty[];
let sandboxes: Record<Provider, SmsSandbox>;
let hearsReceipts: boolean;

beforeEach(async () => {
  core = await testCore();
  faults = new Faults(() => 0);
  hearsReceipts = true;
  // Receipts on their way when a test ends must not reach the next one.
  let ownApi: TestApi | undefined;
  const sandbox = (provider: Provider) =>
    smsProviderSandbox({
      party: `sms-${provider}`,
      secret: SECRET,
      receiptsUrl: () => (hearsReceipts && ownApi !== undefined ? `${ownApi.url}/sms/receipts/${provider}` : undefined),
      now: core.now,
    });
  sandboxes = { primary: sandbox("primary"), secondary: sandbox("secondary") };
  const [primary, secondary] = await Promise.all([
    startHttpParty(sandboxes.primary, faults),
    startHttpParty(sandboxes.secondary, faults),
  ]);
  running = [primary, secondary];
  const call = createHttpCall(new Metrics(core.log), core.now);
  const provider = (peer: "sms-primary" | "sms-secondary", { url }: RunningParty) =>
    createSmsProvider({ peer, url, secret: SECRET }, call);
  part = sms(core, {
    providers: { primary: provider("sms-primary", primary), secondary: provider("sms-secondary", secondary) },
    receiptSecret: SECRET,
  });
  ownApi = await testApi(core, part.operations ?? []);
  api = ownApi;
});

afterEach(async () => {
  await Promise.all(running.map((party) => party.close()));
  await api.close();
  await core.close();
});

/** Sends a text to a customer with this phone; answers with the message's id. */
async function send(phone = "0912 345 678", text = TEXT): Promise<string> {
  const customer = core.newId();
  await core.database.query(
    `INSERT INTO customers (id, name, phone, city, district, address, version, updated_at)
     VALUES ($1, '王小明', $2, '臺北市', '信義區', '松仁路1號', 1, 0)`,
    [customer, phone],
  );
  await core.database.transaction((queries) => part.tell(queries, customer, text));
  const [last] = await core.database.query<{ id: string }>("SELECT id FROM sms_messages ORDER BY id DESC LIMIT 1");
  return last?.id ?? "none";
}

const work = () => core.runJobs(part.jobs ?? []);
const workAt = async (time: number) => {
  core.setNow(time);
  await work();
};
const stateOf = async (id: string) => {
  const [row] = await core.database.query<{ state: string }>("SELECT state FROM sms_messages WHERE id = $1", [id]);
  return row?.state;
};
const settled = (id: string) =>
  vi.waitUntil(async () => !["waiting", "handed_over"].includes((await stateOf(id)) ?? "waiting"), { timeout: 5_000 });
const events = (type: "sms.attempted" | "sms.ended" | "sms.failed_over") =>
  core.events.flatMap((event) =>
    event.type === type
      ? [event.type === "sms.failed_over" ? event.provider : `${event.provider} ${event.outcome}`]
      : [],
  );
const receipt = (provider: Provider, body: object, headers = sign(SECRET, JSON.stringify(body), core.now())) =>
  api.post(`/sms/receipts/${provider}`, body, { headers });

describe("a text message", () => {
  it("arrives through the first provider and is counted once, however often the receipt comes", async () => {
    const id = await send();
    await work();
    await settled(id);
    for (let copy = 0; copy < 3; copy++)
      expect((await receipt("primary", { id, status: "delivered" })).status).toBe(204);
    expect(sandboxes.primary.delivered).toEqual([{ id, phone: "+886912345678", text: TEXT }]);
    expect(events("sms.attempted")).toEqual(["primary accepted"]);
    expect(events("sms.ended")).toEqual(["primary delivered"]);
    expect(events("sms.failed_over")).toEqual([]);
  });

  it("to a number that does not exist is no failure of anybody", async () => {
    const id = await send("0912000000");
    await work();
    await settled(id);
    expect(events("sms.ended")).toEqual(["primary invalid_number"]);
  });

  it("is not sent when the transaction it belongs to fails, nor to a number that no text can reach", async () => {
    await core.database.query(
      `INSERT INTO customers (id, name, phone, city, district, address, version, updated_at)
       VALUES ('mobile', 'x', '0912345678', 'x', 'x', 'x', 1, 0), ('landline', 'x', '02 2345 6789', 'x', 'x', 'x', 1, 0)`,
    );
    const failing = core.database.transaction(async (queries) => {
      await part.tell(queries, "mobile", TEXT);
      throw new Error("the order was refused");
    });
    await expect(failing).rejects.toThrow("refused");
    await core.database.transaction((queries) => part.tell(queries, "landline", TEXT));
    await work();
    expect(await core.database.query("SELECT id FROM sms_messages")).toEqual([]);
  });

  it("is cut to four segments, and never through a character", async () => {
    await send("0912345678", `${"瓦".repeat(267)}𠮷𠮷`);
    await work();
    expect(sandboxes.primary.delivered[0]?.text).toBe("瓦".repeat(267));
  });

  it.each([
    ["down", "unreachable"],
    ["rate-limited", "throttled"],
  ] as const)("goes over the other provider at once when the first is %s", async (mode, outcome) => {
    faults.set("sms-primary", { mode });
    const id = await send();
    await work();
    await settled(id);
    expect(sandboxes.secondary.delivered).toEqual([{ id, phone: "0912345678", text: TEXT }]);
    expect(events("sms.attempted")).toEqual([`primary ${outcome}`, "secondary accepted"]);
    expect(events("sms.failed_over")).toEqual(["primary"]);
    expect(events("sms.ended")).toEqual(["secondary delivered"]);
  });

  it("waits while both are down, is seen waiting, and is delivered when one is back", async () => {
    faults.set("sms-primary", { mode: "down" });
    faults.set("sms-secondary", { mode: "down" });
    const id = await send();
    await work();
    expect(await part.gauges?.[0]?.read()).toEqual([[{}, 1]]);
    faults.clear("sms-secondary");
    await workAt(NOON + MINUTE_MS);
    await settled(id);
    expect(events("sms.ended")).toEqual(["secondary delivered"]);
    expect(await part.gauges?.[0]?.read()).toEqual([[{}, 0]]);
  });

  it("that nobody took for two hours has expired: it would only confuse", async () => {
    faults.set("sms-primary", { mode: "down" });
    faults.set("sms-secondary", { mode: "down" });
    const id = await send();
    await work();
    faults.clear("sms-primary");
    await workAt(NOON + 121 * MINUTE_MS);
    expect(await stateOf(id)).toBe("expired");
    expect(events("sms.ended")).toEqual(["primary expired"]);
    expect(sandboxes.primary.delivered).toEqual([]);
  });
});

describe("a provider that says yes and delivers nothing", () => {
  it("loses each message to the other one after five minutes, and then gets no more", async () => {
    faults.set("sms-primary", { mode: "wrong" });
    const ids: string[] = [];
    for (let message = 0; message < 10; message++) ids.push(await send());
    await work();
    await workAt(NOON + 4 * MINUTE_MS);
    expect(events("sms.ended")).toEqual([]);
    await workAt(NOON + 5 * MINUTE_MS);
    await Promise.all(ids.map(settled));
    expect(events("sms.ended")).toEqual(Array(10).fill("secondary delivered"));
    expect(events("sms.failed_over")).toEqual(Array(10).fill("primary"));

    const check = part.dependencies?.find(({ name }) => name === "sms-primary")?.check(new AbortController().signal);
    await expect(check).rejects.toThrow("did not arrive");
    const next = await send();
    await work();
    await settled(next);
    expect(events("sms.attempted").at(-1)).toBe("secondary accepted");
    expect(events("sms.failed_over")).toHaveLength(10);
  });

  it("is asked again after a quarter of an hour", async () => {
    faults.set("sms-primary", { mode: "wrong" });
    const ids: string[] = [];
    for (let message = 0; message < 10; message++) ids.push(await send());
    await work();
    await workAt(NOON + 5 * MINUTE_MS);
    await Promise.all(ids.map(settled));
    faults.clear("sms-primary");
    core.setNow(NOON + 21 * MINUTE_MS);
    const next = await send();
    await work();
    await settled(next);
    expect(events("sms.ended").at(-1)).toBe("primary delivered");
  });

  it("together with another such one leaves the message expired, counted once", async () => {
    hearsReceipts = false;
    await send();
    for (const minutes of [0, 5, 10, 15, 20]) await workAt(NOON + minutes * MINUTE_MS);
    expect(events("sms.attempted")).toEqual(["primary accepted", "secondary accepted"]);
    expect(events("sms.ended")).toEqual(["secondary expired"]);
  });
});

describe("receipts", () => {
  it("of a failure that come twice give the message to the other provider once", async () => {
    hearsReceipts = false;
    const id = await send();
    await work();
    await receipt("primary", { id, status: "failed" });
    await receipt("primary", { id, status: "failed" });
    expect(await stateOf(id)).toBe("waiting");
    await work();
    await receipt("primary", { id, status: "failed" });
    expect(await stateOf(id)).toBe("handed_over");
    await receipt("secondary", { reference: id, state: "DELIVRD" });
    expect(events("sms.ended")).toEqual(["secondary delivered"]);
  });

  it("have five minutes from the hand-over to the provider that has the message now", async () => {
    hearsReceipts = false;
    const id = await send();
    await work();
    core.setNow(NOON + 4 * MINUTE_MS);
    await receipt("primary", { id, status: "failed" });
    await work();
    await workAt(NOON + 5 * MINUTE_MS);
    expect(await stateOf(id)).toBe("handed_over");
    await workAt(NOON + 9 * MINUTE_MS);
    expect(await stateOf(id)).toBe("expired");
  });

  it("are believed when signed within five minutes, and refused otherwise", async () => {
    hearsReceipts = false;
    const id = await send();
    await work();
    const body = { id, status: "delivered" };
    const text = JSON.stringify(body);
    expect((await receipt("primary", body, sign("another secret", text, core.now()))).status).toBe(401);
    expect((await receipt("primary", body, sign(SECRET, text, core.now() - 5 * MINUTE_MS - 1))).status).toBe(401);
    expect((await receipt("primary", body, sign(SECRET, `${text} `, core.now()))).status).toBe(401);
    expect(await stateOf(id)).toBe("handed_over");
    expect((await receipt("primary", body)).status).toBe(204);
    expect(await stateOf(id)).toBe("delivered");
  });

  it("for messages nobody sent are taken, and in the other provider's words are not", async () => {
    expect((await receipt("primary", { id: "nobody", status: "delivered" })).status).toBe(204);
    expect((await receipt("secondary", { id: "nobody", status: "delivered" })).status).toBe(400);
    expect(core.events).toEqual([]);
  });
});

it("lists messages, the newest first, and those in one state", async () => {
  const ids = [await send(), await send()];
  const listed = async (query = "", role: Role = "dispatcher") => api.get(`/sms${query}`, role);
  expect((await listed()).body).toMatchObject({ items: [{ id: ids[1], phone: "678" }, { id: ids[0] }] });
  expect((await listed("?state=waiting")).body).toMatchObject({ items: [{}, {}] });
  expect((await listed("?state=delivered")).body).toEqual({ items: [] });
  expect((await listed(`?cursor=${ids[1]}`)).body).toMatchObject({ items: [{ id: ids[0] }] });
  expect((await listed("?state=lost")).status).toBe(400);
  expect((await listed("", "accountant")).status).toBe(403);
});

it("shows staff the end of the phone number only", async () => {
  const id = await send();
  expect(await api.get(`/sms/${id}`, "dispatcher")).toEqual({
    status: 200,
    body: { id, phone: "678", state: "waiting", sent_at: new Date(core.now()).toISOString() },
  });
  expect((await api.get(`/sms/${id}`, "driver")).status).toBe(403);
  expect((await api.get("/sms/another", "admin")).status).toBe(404);
});
