import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { freePort } from "../../foundation/servers/free-port.ts";
import { type Engine, type EngineOptions, startEngine } from "../../slo/engine/engine.ts";
import { HistoryDatabase } from "../../slo/engine/history-database.ts";
import type { Target } from "../../slo/engine/scraper.ts";
import { startTestRouter, TEST_ROUTING, type TestRouter, TOKEN } from "../alerts/started-router.ts";
import { PLATFORM } from "./compile.ts";
import { ENGINE_SLOS } from "./engine-slos.ts";

const folder = mkdtempSync(join(tmpdir(), "engine-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const closing: Array<() => Promise<unknown> | unknown> = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function serve(answer: RequestListener): Promise<string> {
  const server: Server = createServer(answer);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closing.push(
    () => server.closeAllConnections(),
    () => server.close(),
  );
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/metrics`;
}

const routing = () => ({
  ...TEST_ROUTING,
  deadMansSwitch: { alertname: "Watchdog", timeout: 300_000, escalation: "oncall" },
});

async function router(port = 0): Promise<TestRouter> {
  const started = await startTestRouter({ routing, env: { PORT: String(port) } });
  closing.push(started.close);
  return started;
}

async function engine(
  targets: readonly Target[],
  alertsTo: string,
  { warn = () => undefined, database = "sqlite::memory:" }: Partial<Pick<EngineOptions, "warn" | "database">> = {},
): Promise<Engine> {
  const started = await startEngine({
    slos: ENGINE_SLOS,
    platform: { ...PLATFORM, scrapeInterval: 200 },
    targets,
    alertsTo: { url: `${alertsTo}/v1/alertmanager`, token: TOKEN },
    database,
    now: Date.now,
    warn,
  });
  closing.push(started.close);
  return started;
}

const metrics = (url: string): Target => ({ kind: "metrics", job: "orders", instance: "orders:9464", url });

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; !condition(); tries++) {
    if (tries > 1_600) throw new Error("it did not come to that");
    await sleep(25);
  }
}

describe("the embedded engine", () => {
  it("pages for an outage it scrapes, and resolves when the outage is made up for", { timeout: 60_000 }, async () => {
    const requests = { good: 0, bad: 0 };
    let mode: "good" | "bad" = "good";
    const url = await serve((_request, response) => {
      requests[mode] += mode === "good" ? 1_000_000 : 10_000;
      response.end(`requests_total{code="200"} ${requests.good}\nrequests_total{code="500"} ${requests.bad}\n`);
    });
    const alerts = await router();
    const started = await engine([metrics(url)], alerts.url);
    const stateOf = () => started.states().find(({ slo }) => slo.name === "availability");
    await until(() => stateOf()?.state === "OK");
    expect(stateOf()?.errorRatio).toBe(0);
    mode = "bad";
    await until(() => alerts.sent.some(({ action }) => action === "trigger"));
    expect(stateOf()?.state).toBe("Critical");
    expect(alerts.sent[0]?.subject.summary).toMatch(/^.*% of events are bad: Customers can order/);
    mode = "good";
    await until(() => alerts.sent.some(({ action }) => action === "resolve"));
    const pages = alerts.sent.filter(({ destination }) => destination.kind === "pagerduty");
    expect(pages.map(({ action }) => action)).toEqual(["trigger", "resolve"]);
  });

  it("names what cannot be scraped once, and goes on with the rest", { timeout: 60_000 }, async () => {
    const good = await serve((_request, response) => response.end("requests_total 1\n"));
    const garbage = await serve((_request, response) => response.end("<html>not found</html>"));
    const huge = await serve((_request, response) => {
      const line = `huge_total{x="${"x".repeat(1_000)}"} 1\n`.repeat(1_000);
      for (let written = 0; written < 50; written++) response.write(line);
      response.end();
    });
    const failing = await serve((_request, response) => response.writeHead(500).end());
    const silent = await serve(() => undefined);
    const binary = await serve((_request, response) => response.end(Buffer.from([0xff, 0xfe, 0x00, 0x80])));
    const nobody = `http://127.0.0.1:${await freePort()}/metrics`;
    const warnings: string[] = [];
    const alerts = await router();
    const urls = [good, garbage, huge, failing, silent, binary, nobody];
    const started = await engine(urls.map(metrics), alerts.url, { warn: (message) => warnings.push(message) });
    await until(() => started.states().some(({ slo, state }) => slo.name === "availability" && state === "OK"));
    await until(() => warnings.length >= urls.length - 1);
    await sleep(500);
    const told = (url: string) => warnings.filter((warning) => warning.startsWith(url));
    expect(told(good)).toEqual([]);
    expect(told(garbage)).toEqual([expect.stringMatching(/cannot be scraped: line 1 is no sample .*<html>/)]);
    expect(told(huge)).toEqual([expect.stringMatching(/more than 32 MB|did not answer within/)]);
    expect(told(failing)).toEqual([expect.stringMatching(/it answered 500/)]);
    expect(told(silent)).toEqual([expect.stringMatching(/did not answer within 1 s/)]);
    expect(told(binary)).toEqual([expect.stringMatching(/not UTF-8/)]);
    expect(told(nobody)).toEqual([expect.stringMatching(/ECONNREFUSED/)]);
    expect(started.targets().filter(({ problem }) => problem === undefined)).toHaveLength(1);
  });

  it("sees from outside whether customers reach us", { timeout: 60_000 }, async () => {
    let status = 200;
    const url = await serve((_request, response) => response.writeHead(status).end());
    const alerts = await router();
    const started = await engine([{ kind: "probe", job: "public", instance: url, url }], alerts.url);
    const state = () => started.states().find(({ slo }) => slo.name === "reachability")?.state;
    await until(() => state() === "OK");
    status = 503;
    await until(() => state() === "Critical");
  });

  it("counts no failure for a probe that it ends itself when it is closed", { timeout: 60_000 }, async () => {
    let isHanging = false;
    let hung = 0;
    const url = await serve((_request, response) => {
      if (isHanging) hung++;
      else response.end();
    });
    const alerts = await router();
    const database = `sqlite:${join(folder, "closed.db")}`;
    const started = await engine([{ kind: "probe", job: "public", instance: url, url }], alerts.url, { database });
    await until(() => started.states().some(({ slo, state }) => slo.name === "reachability" && state === "OK"));
    isHanging = true;
    await until(() => hung > 0);
    await started.close();
    const kept = await HistoryDatabase.open(database, 86_400_000);
    const counted = await kept.read();
    await kept.close();
    expect(counted.length).toBeGreaterThan(0);
    expect(counted.filter(({ bad }) => bad > 0)).toEqual([]);
  });

  it("tells a router that was away as soon as it is back", { timeout: 60_000 }, async () => {
    let bad = 0;
    const url = await serve((_request, response) => {
      bad += 10;
      response.end(`requests_total{code="500"} ${bad}\n`);
    });
    const port = await freePort();
    const warnings: string[] = [];
    await engine([metrics(url)], `http://127.0.0.1:${port}`, { warn: (message) => warnings.push(message) });
    await until(() => warnings.some((warning) => warning.startsWith("the alert router hears not:")));
    const alerts = await router(port);
    await until(() => alerts.sent.some(({ action }) => action === "trigger"));
    await until(() => warnings.includes("the alert router hears again"));
  });

  it("loses at most a scrape when it is killed, and keeps its alerts", { timeout: 120_000 }, async () => {
    let scrapes = 0;
    const url = await serve((_request, response) => {
      scrapes++;
      response.end(`requests_total{code="500"} ${scrapes * 10}\n`);
    });
    const alerts = await router();
    const database = `sqlite:${join(folder, "killed.db")}`;
    const program = join(import.meta.dirname, "engine-process.ts");
    const lives = 8;
    for (let life = 0; life < lives; life++) {
      const child: ChildProcess = spawn(
        process.execPath,
        [program, url, `${alerts.url}/v1/alertmanager`, TOKEN, database],
        { stdio: ["ignore", "pipe", "inherit"] },
      );
      closing.push(() => child.kill("SIGKILL"));
      const before = scrapes;
      await until(() => scrapes > before + 5);
      await sleep(Math.random() * 150);
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      await gone;
    }
    const kept = await HistoryDatabase.open(database, 86_400_000);
    const counted = (await kept.read()).reduce((sum, { total }) => sum + total, 0);
    await kept.close();
    // The first scrape of a life has nothing to be compared with; the last may not have been written yet.
    expect(counted).toBeLessThanOrEqual((scrapes - lives) * 10);
    expect(counted).toBeGreaterThanOrEqual((scrapes - 2 * lives) * 10);
    // It was one outage all along, of which people heard once.
    expect(alerts.sent.filter(({ action }) => action === "trigger")).toHaveLength(1);
  });
});
