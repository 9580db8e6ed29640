import { type ChildProcess, spawn } from "node:child_process";
import { randomUUID } from "node:crypto";
import { once } from "node:events";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DEMO_PASSWORD, startTestService, type TestService } from "../../test/service/started-service.ts";
import { readCommandLine } from "./command-line.ts";
import { startTraffic } from "./generate-traffic.ts";
import { type RunOptions, runTraffic } from "./run-traffic.ts";

const HOUR_MS = 3_600_000;
let service: TestService;
let child: ChildProcess | undefined;

beforeEach(async () => {
  service = await startTestService({ FAULT_API: "on" });
});

afterEach(async () => {
  child?.kill("SIGKILL");
  await service.close();
});

async function run(flags: string, signal: AbortSignal = new AbortController().signal) {
  let text = "";
  const options: RunOptions = {
    now: Date.now,
    random: Math.random,
    newId: randomUUID,
    write: (more) => {
      text += more;
    },
    signal,
  };
  const argv = `--url ${service.url} --admin-url ${service.adminUrl} --at 17:30 --peak 40 ${flags}`.split(" ");
  const command = readCommandLine(argv, { SEED_PASSWORD: DEMO_PASSWORD });
  if (command === undefined) throw new Error("no help was asked for");
  const code = await runTraffic(command, options);
  const failed = Number(/^all +\d+ +(\d+)/m.exec(text)?.[1]);
  return { code, text, failed };
}

describe("traffic", () => {
  it("sends everybody through a service that can bear it, and sums up", async () => {
    const { code, text, failed } = await run("--for 2s --seed 7");
    expect([code, failed]).toEqual([0, 0]);
    expect(text).toContain("up to 40 journeys/s, seed 7");
    for (const operation of ["POST /orders", "GET /orders", "WS /tracking", "GET /dispatch/unassigned"]) {
      expect(text).toMatch(new RegExp(`^${operation} +[1-9]`, "m"));
    }
    expect(text).toMatch(/^[5-9]\d journeys\. No call failed\.$/m);
  });

  it("forgives what a scenario was meant to fail, and switches it off again", async () => {
    const { code, failed } = await run("--for 2s --scenario order-outage");
    expect(code).toBe(0);
    expect(failed).toBeGreaterThan(0);
    expect(service.faults.all()).toEqual([]);
  });

  it("does not forgive a failure that no scenario explains", async () => {
    const running = run("--for 2s --scenario sms-failover");
    await expect.poll(() => service.faults.all().length, { timeout: 30_000 }).toBe(1);
    service.faults.set("database", { mode: "down", share: 0.5 });
    const { code, text } = await running;
    expect(code).toBe(1);
    expect(text).toMatch(/(\d+) calls failed, \1 of them without a fault/);
  });

  it("ends early when it is stopped, with the summary", async () => {
    const stopped = new AbortController();
    const running = run("--for 10m", stopped.signal);
    await expect.poll(() => service.metrics()).toContain("orders_placed_total");
    stopped.abort();
    const { code, text } = await running;
    expect(code).toBe(0);
    expect(text).toMatch(/\d+ journeys\. No call failed\./);
  });

  it.each(["00:30", "07:30", "17:30", "21:00"])("cylinders are delivered at %s, for the next slots", async (time) => {
    const today = new Date(Date.now() + 8 * HOUR_MS).toISOString().slice(0, 10);
    const shift = Date.parse(`${today}T${time}:00+08:00`) - Date.now();
    const now = () => Date.now() + shift;
    const then = await startTestService({}, { now });
    const stopped = new AbortController();
    const traffic = await startTraffic({
      url: then.url,
      password: DEMO_PASSWORD,
      seed: 7,
      now,
      newId: randomUUID,
      signal: stopped.signal,
      perSecond: () => 40,
      measured: () => undefined,
    });
    const delivered = async () =>
      /^deliveries_finished_total\{.*outcome="on_time".*\} [1-9]/m.test(await then.metrics());
    await expect.poll(delivered, { timeout: 30_000 }).toBe(true);
    stopped.abort();
    await traffic.stop();
    await then.close();
  });

  it("says what is wrong when it cannot begin", async () => {
    await expect(run("--for 1s --url http://127.0.0.1:1")).rejects.toThrow("no Lucky Gas answers");
    await expect(run("--for 1s --password another-one")).rejects.toThrow("the demo users have another password");
    await expect(run("--for 1s --scenario sms-lies --admin-url http://127.0.0.1:1")).rejects.toThrow("no fault API");
  });

  it("is a command that ends with its summary on Ctrl-C", async () => {
    child = spawn(process.execPath, [join(import.meta.dirname, "traffic.ts"), "--url", service.url, "--peak", "5"], {
      env: { ...process.env, SEED_PASSWORD: DEMO_PASSWORD },
    });
    let text = "";
    child.stdout?.on("data", (bytes: Buffer) => {
      text += bytes.toString();
    });
    const ended = once(child, "exit");
    await expect.poll(() => text, { timeout: 30_000 }).toContain("Ctrl-C ends it");
    child.kill("SIGINT");
    expect(await ended).toEqual([0, null]);
    expect(text).toMatch(/^operation +calls/m);
  });
});
