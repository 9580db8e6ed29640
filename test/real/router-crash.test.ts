import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { alert, TOKEN, webhook } from "../../alerts/test-router.ts";
import { type PostgresServer, startPostgres } from "./postgres-server.ts";

const PROGRAM = join(import.meta.dirname, "router-process.ts");
const KILLS = 50;

interface Accepted {
  readonly pid: number;
  readonly action: string;
  readonly dedupKey: string;
  readonly channel: string;
  readonly slo: string;
}

interface Running {
  readonly child: ChildProcess;
  readonly url: string;
  readonly adminUrl: string;
}

const folder = mkdtempSync(join(tmpdir(), "router-crash-"));
let server: PostgresServer;
const running = new Set<ChildProcess>();
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(async () => {
  for (const child of running) child.kill("SIGKILL");
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function start(database: string, file: string, patience = 0): Promise<Running> {
  const child = spawn(process.execPath, [PROGRAM, database, file, String(patience)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  running.add(child);
  child.once("exit", () => running.delete(child));
  const [line] = await once(createInterface(child.stdout), "line");
  return { child, ...JSON.parse(line) };
}

async function end({ child }: Running, signal: NodeJS.Signals): Promise<void> {
  const gone = once(child, "exit");
  child.kill(signal);
  await gone;
}

/** Posts until the router is gone; answers with the SLOs whose alerts it has accepted. */
async function storm({ url }: Running, life: number): Promise<string[]> {
  const accepted: string[] = [];
  let isGone = false;
  const sender = async (lane: number): Promise<void> => {
    for (let number = 0; !isGone; number++) {
      const slo = `slo-${life}-${lane}-${number}`;
      const post = (status: string) =>
        fetch(`${url}/v1/alertmanager`, {
          method: "POST",
          headers: { authorization: `Bearer ${TOKEN}` },
          body: JSON.stringify(webhook(alert({ slo, escalation: `team-${(lane + number * 4) % 64}` }, { status }))),
        });
      try {
        const { status } = await post("firing");
        if (status === 202) accepted.push(slo);
        if (number % 3 === 0) await post("resolved");
        await sleep(5);
      } catch {
        isGone = true;
      }
    }
  };
  await Promise.all([0, 1, 2, 3].map(sender));
  return accepted;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(50);
}

async function emptied({ adminUrl }: Running): Promise<void> {
  for (;;) {
    const text = await (await fetch(`${adminUrl}/metrics`)).text();
    const left = ["due", "waiting"].map((state) =>
      Number(new RegExp(`alert_router_outbox_messages\\{state="${state}"\\} (\\d+)`).exec(text)?.[1]),
    );
    if (left.every((count) => count === 0)) return;
    await sleep(100);
  }
}

function read(file: string): Accepted[] {
  // A process that was killed may have left half a line: what it says was not accepted.
  return (existsSync(file) ? readFileSync(file, "utf8") : "")
    .split("\n")
    .flatMap((line) => {
      try {
        return [JSON.parse(line)];
      } catch {
        return [];
      }
    });
}

/** Every accepted alert was paged, under one key; nothing ended before it began. */
function expectAllPaged(accepted: readonly string[], log: readonly Accepted[]): void {
  const keys = new Map<string, Set<string>>();
  const begun = new Set<string>();
  const wrongOrder: string[] = [];
  for (const { action, slo, dedupKey, channel } of log) {
    if (channel === "mail") continue;
    if (action === "trigger") {
      begun.add(dedupKey);
      keys.set(slo, (keys.get(slo) ?? new Set()).add(dedupKey));
    } else if (!begun.has(dedupKey)) wrongOrder.push(dedupKey);
  }
  expect(accepted.filter((slo) => !keys.has(slo))).toEqual([]);
  expect(Array.from(keys).filter(([, own]) => own.size !== 1)).toEqual([]);
  expect(wrongOrder).toEqual([]);
}

describe("no accepted page is lost or sent under two keys", () => {
  it(`although the router is killed ${KILLS} times at random moments of a storm`, { timeout: 300_000 }, async () => {
    const database = `sqlite:${join(folder, "alerts.db")}`;
    const file = join(folder, "sqlite.log");
    const accepted: string[] = [];
    for (let life = 0; life < KILLS; life++) {
      const router = await start(database, file);
      const said = storm(router, life);
      await sleep(10 + Math.random() * 150);
      await end(router, "SIGKILL");
      accepted.push(...(await said));
    }
    const last = await start(database, file);
    await emptied(last);
    await end(last, "SIGTERM");
    expect(accepted.length).toBeGreaterThan(KILLS);
    expectAllPaged(accepted, read(file));
  });

  it("although one of two replicas is killed while it holds leases", { timeout: 120_000 }, async () => {
    const database = await server.newDatabase();
    const file = join(folder, "replicas.log");
    // The one that will die never hears PagerDuty's answer.
    const [dying, other] = [await start(database, file, 60_000), await start(database, file)];
    const posts = Array.from({ length: 40 }, (_, index) =>
      fetch(`${index % 2 === 0 ? dying.url : other.url}/v1/alertmanager`, {
        method: "POST",
        headers: { authorization: `Bearer ${TOKEN}` },
        body: JSON.stringify(webhook(alert({ slo: `slo-${index % 20}` }))),
      }),
    );
    expect((await Promise.all(posts)).map(({ status }) => status)).toEqual(posts.map(() => 202));
    await until(() => read(file).some(({ pid }) => pid === dying.child.pid));
    await end(dying, "SIGKILL");
    const accepted = Array.from({ length: 20 }, (_, index) => `slo-${index}`);
    await until(() => accepted.every((one) => read(file).some(({ slo }) => slo === one)));
    await emptied(other);
    const log = read(file);
    expectAllPaged(accepted, log);
    // Both had their share, and what was not under way at the dead one was sent once.
    expect(new Set(log.map(({ pid }) => pid)).size).toBe(2);
    const doubled = log.filter(
      ({ pid, dedupKey }) => pid === other.child.pid && log.some((one) => one.pid !== pid && one.dedupKey === dedupKey),
    );
    expect(doubled.length).toBeLessThanOrEqual(20);
    await end(other, "SIGTERM");
  });
});
