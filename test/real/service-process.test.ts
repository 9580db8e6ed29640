import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, expect, it, vi } from "vitest";
import { freePort } from "../../foundation/servers/free-port.ts";
import { DEMO_PASSWORD, tomorrowAtTen } from "../service/started-service.ts";

const SOON = { timeout: 30_000, interval: 50 };
const folder = mkdtempSync(join(tmpdir(), "service-process-"));
const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

interface ServiceProcess {
  readonly child: ChildProcess;
  /** The file of its database. */
  readonly file: string;
  /** Places an order of customer 1; answers with the status, 0 without an answer, and the id of the order that was accepted. */
  readonly order: (key: string) => Promise<{ readonly status: number; readonly id: string }>;
}

/** The service as a process of its own, with a customer who has signed in. */
async function startServiceProcess(name: string): Promise<ServiceProcess> {
  const file = join(folder, `${name}.db`);
  const port = await freePort();
  const child = spawn(process.execPath, ["service/start.ts"], {
    env: {
      ...process.env,
      DATABASE_URL: `sqlite:${file}`,
      PORT: String(port),
      ADMIN_PORT: "0",
      LOG_LEVEL: "silent",
      SEED: "demo",
      SEED_PASSWORD: DEMO_PASSWORD,
      DRAIN_MS: "300",
      REQUESTS_PER_SECOND: "1000",
    },
    stdio: "inherit",
  });
  children.push(child);
  const post = (path: string, body: object, headers: Record<string, string> = {}) =>
    fetch(`http://127.0.0.1:${port}/api/v1${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
  const token = await vi.waitFor(async () => {
    const response = await post("/sessions", { login: "customer-1", password: DEMO_PASSWORD });
    const answer: { access_token: string } = JSON.parse(await response.text());
    return answer.access_token;
  }, SOON);
  return {
    child,
    file,
    order: async (key) => {
      const order = { channel: "app", cylinder_kg: 16, quantity: 1, slot_start: tomorrowAtTen(Date.now()) };
      const headers = { authorization: `Bearer ${token}`, "idempotency-key": `the-key-of-${name}-${key}` };
      const response = await post("/orders", order, headers).catch(() => undefined);
      if (response === undefined) return { status: 0, id: "" };
      const { id = "" }: { readonly id?: string } = JSON.parse(await response.text());
      return { status: response.status, id };
    },
  };
}

/** Which of these orders are not in the database, or there without their delivery or their write to the old system. */
function lost(file: string, accepted: readonly string[]): string[] {
  const database = new DatabaseSync(file);
  const whole = database
    .prepare(
      `SELECT orders.id FROM orders JOIN deliveries ON deliveries.order_id = orders.id
       WHERE EXISTS (SELECT 1 FROM sync_writes WHERE entity = 'order' AND sync_writes.entity_id = orders.id)`,
    )
    .all()
    .map(({ id }) => String(id));
  database.close();
  const kept = new Set(whole);
  return accepted.filter((id) => !kept.has(id));
}

it("SIGTERM under load: what was accepted is stored, the rest is refused, and it ends by itself", async () => {
  const { child, file, order } = await startServiceProcess("sigterm");
  const accepted: string[] = [];
  const customer = async (name: number) => {
    for (let count = 0; ; count++) {
      const { status, id } = await order(`${name}-${count}`);
      if (status !== 201) return;
      accepted.push(id);
    }
  };
  const traffic = Promise.all([1, 2, 3, 4].map(customer));
  await vi.waitFor(() => expect(accepted.length).toBeGreaterThan(40), SOON);
  const ended = once(child, "exit");
  child.kill("SIGTERM");
  const [code] = await ended;
  await traffic;
  expect(code).toBe(0);
  expect(lost(file, accepted)).toEqual([]);
});

it("the disk is full: orders are refused and not half taken, and taken again when there is room", async () => {
  const { child, file, order } = await startServiceProcess("full");
  const limit = (bytes: string) => execFileSync("prlimit", ["--pid", String(child.pid), `--fsize=${bytes}:unlimited`]);
  const accepted = [(await order("before")).id];
  limit(String(statSync(`${file}-wal`).size + 65_536));
  const refused = new Set<number>();
  for (let count = 0; count < 100; count++) {
    const { status, id } = await order(`full-${count}`);
    if (status === 201) accepted.push(id);
    else refused.add(status);
    await sleep(10);
  }
  expect([...refused]).toEqual([503]);
  expect(child.exitCode).toBeNull();
  limit("unlimited");
  const after = await vi.waitFor(async () => {
    const answer = await order("after");
    expect(answer.status).toBe(201);
    return answer;
  }, SOON);
  accepted.push(after.id);
  // Who was refused and asks again with the same key is one order, no more.
  const again = await Promise.all([order("full-99"), order("full-99")]);
  expect(again.map(({ status }) => status).sort()).toEqual([200, 201]);
  expect(new Set(again.map(({ id }) => id)).size).toBe(1);
  expect(lost(file, accepted)).toEqual([]);
});
