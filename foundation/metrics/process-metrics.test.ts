import { setTimeout as sleep } from "node:timers/promises";
import pino from "pino";
import { afterEach, beforeEach, expect, it } from "vitest";
import { startProcessMetrics } from "./process-metrics.ts";

let running: ReturnType<typeof startProcessMetrics>;
beforeEach(() => {
  running = startProcessMetrics(pino({ enabled: false }));
});
afterEach(() => running.close());

async function samples(): Promise<Map<string, number>> {
  const { body } = await running.metrics.scrape();
  const lines = body.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
  return new Map(
    lines.map((line) => [line.slice(0, line.lastIndexOf(" ")), Number(line.slice(line.lastIndexOf(" ")))]),
  );
}

it("the process tells of itself, and of the time that it has used since", async () => {
  const before = await samples();
  for (const start = process.cpuUsage(); process.cpuUsage(start).user < 20_000; );
  const after = await samples();
  const name = "process_cpu_seconds_total";
  expect(after.get(name)).toBeGreaterThanOrEqual((before.get(name) ?? Number.NaN) + 0.02);
  expect(after.get("process_start_time_seconds")).toBeCloseTo(Date.now() / 1_000 - process.uptime(), 0);
  expect(after.get("process_open_fds")).toBeGreaterThan(3);
  expect(after.get(`nodejs_version_info{version="${process.version}"}`)).toBe(1);
});

it("the event loop's delay is that of what comes: a standstill counts for all that would have come, an idle loop for nothing", async () => {
  const delays = async () => {
    const all = await samples();
    const at = (bound: string) => all.get(`nodejs_eventloop_delay_seconds_bucket{le="${bound}"}`) ?? Number.NaN;
    return { upTo10ms: at("0.01"), upTo250ms: at("0.25"), all: at("+Inf") };
  };
  await expect.poll(async () => (await delays()).upTo10ms, { timeout: 10_000 }).toBeGreaterThan(10);
  const idle = await delays();
  for (const until = performance.now() + 500; performance.now() < until; );
  await sleep(30);
  const blocked = await delays();
  // Of 25 that would have come within the half second, half would have waited for more than a quarter.
  expect(blocked.all - blocked.upTo250ms - (idle.all - idle.upTo250ms)).toBeGreaterThanOrEqual(9);
  // A second scraper takes nothing from the first.
  expect((await delays()).all).toBeGreaterThanOrEqual(blocked.all);
});
