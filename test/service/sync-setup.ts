import { CUSTOMERS } from "../../service/customers/customers.ts";
import { ORDERS } from "../../service/orders/orders.ts";
import { createHttpCall } from "../../service/outside/http-call.ts";
import { createOldSystem } from "../../service/outside/old-system.ts";
import { sign } from "../../service/outside/signature.ts";
import { Faults } from "../../service/sandbox/faults.ts";
import { type PartyRequest, startHttpParty } from "../../service/sandbox/http-party.ts";
import { type OldSystemSandbox, oldSystemSandbox } from "../../service/sandbox/old-system.ts";
import { sync } from "../../service/sync/sync.ts";
import type { Carry } from "../../service/sync/sync-entity.ts";
import { Metrics } from "../../service/telemetry/metrics.ts";
import { type TestApi, testApi } from "./api.ts";
import { type TestCore, testCore } from "./core.ts";

export const SECRET = "what the old system signs with";
export const MINUTE_MS = 60_000;
export const DAY_MS = 24 * 60 * MINUTE_MS;

type Answer = Awaited<ReturnType<TestApi["post"]>>;

/** Sync between a database in memory and the old system's sandbox over HTTP, for tests. */
export interface SyncBench {
  readonly core: TestCore;
  readonly api: TestApi;
  readonly faults: Faults;
  readonly old: OldSystemSandbox;
  /** What happens here while the old system has a request. */
  meanwhile: ((request: PartyRequest) => Promise<unknown>) | undefined;
  /** Whether the old system refuses a request for what is in it. */
  refuse: ((request: PartyRequest) => boolean) | undefined;
  /** Runs the jobs that are due. */
  readonly work: () => Promise<void>;
  /** Tells the old system of a row that the caller's transaction has written. */
  readonly carry: Carry;
  readonly workAt: (time: number) => Promise<void>;
  readonly createCustomer: (id: string) => Promise<void>;
  readonly change: (id: string, column: "name" | "address" | "phone", value: string) => Promise<void>;
  /** The customer as it is here, and there. */
  readonly ours: (id: string) => Promise<object | undefined>;
  readonly theirs: (id: string) => object | undefined;
  /** The writes that have ended, and the comparisons, as they were counted. */
  readonly ended: () => string[];
  readonly compared: () => string[];
  /** A gauge's values by target. */
  readonly gauge: (name: string) => Promise<Record<string, number>>;
  /** Posts what the old system has to tell. */
  readonly tell: (text: string, headers?: Readonly<Record<string, string>>) => Promise<Answer>;
  readonly close: () => Promise<void>;
}

export async function openSyncBench(url = "sqlite::memory:"): Promise<SyncBench> {
  const core = await testCore({ url });
  const faults = new Faults(() => 0);
  let apiUrl: string | undefined;
  const old = oldSystemSandbox({ secret: SECRET, changesUrl: () => `${apiUrl}/sync/changes`, now: core.now });
  const right = async (request: PartyRequest) => {
    if (bench.refuse?.(request) === true) return { status: 422, json: {} };
    const answer = await old.right(request);
    await bench.meanwhile?.(request);
    return answer;
  };
  const running = await startHttpParty({ ...old, right }, faults);
  const system = createOldSystem({ url: running.url, secret: SECRET }, createHttpCall(new Metrics(core.log), core.now));
  const part = sync(core, [CUSTOMERS, ORDERS], system, SECRET);
  const api = await testApi(core, part.operations ?? []);
  apiUrl = api.url;
  const work = () => core.runJobs(part.jobs ?? []);
  const bench: SyncBench = {
    core,
    api,
    faults,
    old,
    meanwhile: undefined,
    refuse: undefined,
    work,
    carry: part.carry,
    workAt: async (time) => {
      core.setNow(time);
      await work();
    },
    createCustomer: (id) =>
      core.database.transaction(async (queries) => {
        await queries.query(
          `INSERT INTO customers (id, name, phone, city, district, address, version, updated_at)
           VALUES ($1, '王小明', '+886912345678', '臺北市', '信義區', '松仁路1號', 1, 0)`,
          [id],
        );
        await part.carry(queries, "customer", id);
      }),
    change: (id, column, value) =>
      core.database.transaction(async (queries) => {
        await queries.query(`UPDATE customers SET ${column} = $2, version = version + 1 WHERE id = $1`, [id, value]);
        await part.carry(queries, "customer", id);
      }),
    ours: async (id) => (await core.database.query("SELECT * FROM customers WHERE id = $1", [id]))[0],
    theirs: (id) => old.records.get(`customer/${id}`)?.body,
    ended: () =>
      core.events.flatMap((event) => (event.type === "sync.write_ended" ? [`${event.target} ${event.outcome}`] : [])),
    compared: () =>
      core.events.flatMap((event) =>
        event.type === "sync.compared" ? [`${event.entity} ${event.outcome} ${event.records}`] : [],
      ),
    gauge: async (name) => {
      const readings = await part.gauges?.find((reading) => reading.name === name)?.read();
      const values = (readings ?? []).map(([labels, value]) => ["target" in labels ? labels.target : "", value]);
      return Object.fromEntries(values);
    },
    tell: (text, headers = sign(SECRET, text, core.now())) => api.post("/sync/changes", JSON.parse(text), { headers }),
    close: async () => {
      await running.close();
      await api.close();
      await core.close();
    },
  };
  // The daily jobs are due from the first look on.
  await work();
  return bench;
}
