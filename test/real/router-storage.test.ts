import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, expect, it } from "vitest";
import { alert, TOKEN, webhook } from "../alerts/started-router.ts";
import { startPostgres } from "./postgres-server.ts";
import { emptied, end, expectAllPaged, killAllRouters, type Running, read, start, until } from "./run-router.ts";

const folder = mkdtempSync(join(tmpdir(), "router-storage-"));
afterAll(() => {
  killAllRouters();
  rmSync(folder, { recursive: true, force: true });
});

/** One team after the other: PagerDuty takes a hundred a minute for one key. */
let team = 0;

/** Posts one alert; answers with the status, or 0 without an answer. */
async function post({ url }: Running, slo: string): Promise<number> {
  const body = JSON.stringify(webhook(alert({ slo, escalation: `team-${team++ % 64}` })));
  try {
    const headers = { authorization: `Bearer ${TOKEN}` };
    const response = await fetch(`${url}/v1/alertmanager`, { method: "POST", headers, body });
    return response.status;
  } catch {
    return 0;
  }
}

/** Posts alerts one after the other while `isOn`; answers with what was accepted and what was said otherwise. */
async function postWhile(router: Running, name: string, isOn: () => boolean) {
  const accepted: string[] = [];
  const otherwise = new Set<number>();
  for (let number = 0; isOn(); number++) {
    const slo = `${name}-${number}`;
    const status = await post(router, slo);
    if (status === 202) accepted.push(slo);
    else otherwise.add(status);
    await sleep(10);
  }
  return { accepted, otherwise: [...otherwise] };
}

describe("what was accepted is paged, and what cannot be kept is refused", () => {
  it("when the disk is full", { timeout: 120_000 }, async () => {
    const place = join(folder, "full.db");
    const log = join(folder, "full.log");
    const router = await start(`sqlite:${place}`, log);
    const limit = (bytes: string) =>
      execFileSync("prlimit", ["--pid", String(router.child.pid), `--fsize=${bytes}:unlimited`]);
    const before = await post(router, "before");
    limit(String(statSync(`${place}-wal`).size + 65_536));
    let refused = 0;
    const { accepted, otherwise } = await postWhile(router, "full", () => refused++ < 200);
    limit("unlimited");
    await until(async () => (await post(router, "after")) === 202);
    await until(() => accepted.concat("before", "after").every((one) => read(log).some(({ slo }) => slo === one)));
    await emptied(router);
    expect(before).toBe(202);
    expect(otherwise).toEqual([503]);
    expectAllPaged([...accepted, "before", "after"], read(log));
    await end(router, "SIGTERM");
  });

  it("when PostgreSQL dies and comes back", { timeout: 120_000 }, async () => {
    const server = await startPostgres();
    const log = join(folder, "postgres.log");
    const router = await start(await server.newDatabase(), log);
    let isOn = true;
    const posting = postWhile(router, "restart", () => isOn);
    await sleep(1_000);
    await server.kill();
    await sleep(2_000);
    await server.restart();
    await until(async () => (await post(router, "after")) === 202);
    await sleep(500);
    isOn = false;
    const { accepted, otherwise } = await posting;
    await until(() => accepted.concat("after").every((one) => read(log).some(({ slo }) => slo === one)));
    await emptied(router);
    expect(accepted.length).toBeGreaterThan(5);
    expect(otherwise).toEqual([503]);
    expectAllPaged([...accepted, "after"], read(log));
    await end(router, "SIGTERM");
    await server.stop();
  });

  it("when it is asked to end in the middle of a storm", { timeout: 60_000 }, async () => {
    const database = `sqlite:${join(folder, "drain.db")}`;
    const log = join(folder, "drain.log");
    const first = await start(database, log, 200);
    let isOver = false;
    const posting = [0, 1, 2, 3].map((lane) => postWhile(first, `drain-${lane}`, () => !isOver));
    await sleep(1_000);
    await end(first, "SIGTERM");
    isOver = true;
    const accepted = (await Promise.all(posting)).flatMap((one) => one.accepted);
    expect(first.child.exitCode).toBe(0);
    const second = await start(database, log);
    await until(() => accepted.every((one) => read(log).some(({ slo }) => slo === one)));
    await emptied(second);
    expect(accepted.length).toBeGreaterThan(20);
    expectAllPaged(accepted, read(log));
    // Nothing was under way at the first when it ended: what it had begun it had ended, so nothing was sent twice.
    const triggers = read(log).filter(({ action }) => action === "trigger");
    expect(new Set(triggers.map(({ dedupKey }) => dedupKey)).size).toBe(triggers.length);
    await end(second, "SIGTERM");
  });
});
