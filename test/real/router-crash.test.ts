import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { alert, TOKEN, webhook } from "../alerts/started-router.ts";
import { type PostgresServer, startPostgres } from "./postgres-server.ts";
import { emptied, end, expectAllPaged, killAllRouters, type Running, read, start, until } from "./run-router.ts";

const KILLS = 50;

const folder = mkdtempSync(join(tmpdir(), "router-crash-"));
let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(async () => {
  killAllRouters();
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
});

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
