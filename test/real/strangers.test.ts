import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { afterEach, expect, it, vi } from "vitest";
import { freePort } from "../../foundation/servers/free-port.ts";
import { createApi } from "../../service/traffic/api-client.ts";
import { Session } from "../../service/traffic/session.ts";
import { Evaluator } from "../../slo/engine/evaluator.ts";
import { documentedOperations } from "../service/arbitrary-request.ts";
import { DEMO_PASSWORD } from "../service/started-service.ts";
import { perform, strangersDeeds } from "../service/strangers.ts";
import { fedByService, PLATFORM, SCRAPE_INTERVAL_MS } from "./fed-by-service.ts";
import { type PostgresServer, startPostgres } from "./postgres-server.ts";

/** How long strangers do what they like; STRANGERS_FOR_SECONDS=60 has them do it for a minute. */
const FOR_MS = Number(process.env["STRANGERS_FOR_SECONDS"] ?? 25) * 1_000;
const AT_ONCE = 16;
const SCRAPES = 5;
/** What is counted whoever asks: each statement. How long one takes on this machine is nobody's promise here. */
const COUNTS_STRANGERS = ["database-latency"];
/** Only who is signed in can be part of a pilot. */
const NOTHING_PILOTED = ["feature-flags-pilot-availability", "feature-flags-pilot-latency"];

let database: PostgresServer | undefined;
let service: ChildProcess | undefined;
afterEach(async () => {
  service?.kill("SIGKILL");
  await database?.stop();
});

it("a stranger without an account turns no promise bad, whatever they send", {
  timeout: FOR_MS + 120_000,
}, async () => {
  database = await startPostgres();
  const [port, adminPort] = [await freePort(), await freePort()];
  const [url, metrics] = [`http://127.0.0.1:${port}`, `http://127.0.0.1:${adminPort}/metrics`];
  service = spawn(process.execPath, ["service/start.ts"], {
    env: {
      ...process.env,
      DATABASE_URL: await database.newDatabase(),
      PORT: String(port),
      ADMIN_PORT: String(adminPort),
      LOG_LEVEL: "silent",
      SEED: "demo",
      SEED_PASSWORD: DEMO_PASSWORD,
      TRUSTED_PROXIES: "loopback",
    },
    stdio: "inherit",
  });
  const scrape = async () => (await fetch(metrics)).text();
  await vi.waitFor(scrape, { timeout: 60_000, interval: 100 });
  // What the sandbox's old system and the first jobs have to do is done before anybody comes.
  await vi.waitFor(async () => expect(await scrape()).toMatch(/^sync_pending_writes\{target="old_system"\} 0$/m), {
    timeout: 60_000,
    interval: 200,
  });

  const { slos } = fedByService();
  const engine = new Evaluator(slos, PLATFORM);
  const counted = new Map<string, { total: number; bad: number }>();
  let at = 0;
  /** Every promise, as the engine counts it since the time before. */
  const count = async () => {
    at += SCRAPE_INTERVAL_MS;
    engine.record({ job: "lucky-gas", instance: "one" }, engine.read(await scrape()), at);
    for (const { slo, total, bad } of engine.evaluate(at)) {
      const before = counted.get(slo) ?? { total: 0, bad: 0 };
      counted.set(slo, { total: before.total + total, bad: before.bad + bad });
    }
  };

  const operations = documentedOperations(await (await fetch(`${url}/api/v1/openapi.json`)).text());
  const seed = Date.now() % 2 ** 31;
  const deeds = fc.sample(strangersDeeds(operations), { seed, numRuns: 2_000 });
  const statuses = new Map<number, number>();
  await count();
  const end = performance.now() + FOR_MS;
  let done = 0;
  const stranger = async () => {
    while (performance.now() < end) {
      const deed = deeds[done++ % deeds.length];
      if (deed === undefined) return;
      for (const status of await perform(url, deed)) statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
  };
  const observer = async () => {
    for (let scrapes = 1; scrapes < SCRAPES; scrapes++) {
      await sleep(FOR_MS / SCRAPES);
      await count();
    }
  };
  await Promise.all([...Array.from({ length: AT_ONCE }, stranger), observer()]);
  // What they left half done has ended, well or not.
  await sleep(2_000);
  await count();

  expect(engine.unsupported).toEqual([]);
  expect([...engine.problems]).toEqual([]);
  const silent = [...new Set(slos.map(({ id }) => id))].filter((id) => !counted.has(id));
  expect(silent.filter((id) => !NOTHING_PILOTED.includes(id))).toEqual([]);
  const bad = Array.from(counted).filter(([slo, events]) => events.bad > 0 && !COUNTS_STRANGERS.includes(slo));
  expect(Object.fromEntries(bad), `seed ${seed}, answers ${JSON.stringify([...statuses])}`).toEqual({});
  // How long a stranger's request takes is in no promise, so that a slow one cannot be bad.
  for (const slo of ["orders-latency", "sign-in-latency"]) expect(counted.get(slo)).toMatchObject({ total: 0 });
  // They did knock at the doors.
  expect(done).toBeGreaterThan(100);
  for (const status of [400, 401, 404, 405, 429]) expect(statuses.get(status), `${status}`).toBeGreaterThan(0);

  const customer = new Session(
    createApi({ url, measured: () => undefined }),
    { login: "customer-7", password: DEMO_PASSWORD },
    Date.now,
  );
  expect((await customer.call({ method: "GET", route: "/orders" })).status).toBe(200);
});
