import { readdir } from "node:fs/promises";
import { constants, PerformanceObserver } from "node:perf_hooks";
import type { Logger } from "pino";
import { DECLARED } from "./declared-metrics.gen.ts";
import { Metrics } from "./metrics.ts";

const COMES_EVERY_MS = 20;
const START_TIME_SECONDS = Date.now() / 1_000 - process.uptime();

const GC_KINDS = {
  [constants.NODE_PERFORMANCE_GC_MAJOR]: "major",
  [constants.NODE_PERFORMANCE_GC_MINOR]: "minor",
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL]: "incremental",
  [constants.NODE_PERFORMANCE_GC_WEAKCB]: "weakcb",
} as const;

/** Measures the process until it is closed; it does not keep the process alive. */
export function startProcessMetrics(log: Pick<Logger, "warn">): {
  readonly metrics: Metrics<typeof DECLARED>;
  readonly close: () => void;
} {
  const metrics = new Metrics(DECLARED, { log });
  metrics.read([
    { name: "process_start_time_seconds", read: async () => [[{}, START_TIME_SECONDS]] },
    {
      name: "process_cpu_seconds_total",
      read: async () => {
        const { user, system } = process.cpuUsage();
        return [[{}, (user + system) / 1e6]];
      },
    },
    { name: "process_resident_memory_bytes", read: async () => [[{}, process.memoryUsage.rss()]] },
    { name: "process_open_fds", read: openFiles },
    { name: "nodejs_heap_size_total_bytes", read: async () => [[{}, process.memoryUsage().heapTotal]] },
    { name: "nodejs_heap_size_used_bytes", read: async () => [[{}, process.memoryUsage().heapUsed]] },
    { name: "nodejs_external_memory_bytes", read: async () => [[{}, process.memoryUsage().external]] },
    {
      name: "nodejs_active_resources",
      read: async () => {
        const byType = Map.groupBy(process.getActiveResourcesInfo(), (type) => type);
        return Array.from(byType, ([type, resources]) => [{ type }, resources.length] as const);
      },
    },
    { name: "nodejs_version_info", read: async () => [[{ version: process.version }, 1]] },
  ]);
  const collections = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const kind = kindOf("detail" in entry ? entry.detail : undefined);
      if (kind !== undefined) metrics.observe("nodejs_gc_duration_seconds", { kind }, entry.duration / 1_000);
    }
  });
  collections.observe({ entryTypes: ["gc"] });
  const timer = watchEventLoop(metrics);
  return {
    metrics,
    close: () => {
      clearInterval(timer);
      collections.disconnect();
    },
  };
}

/**
 * Measures how late a timer comes, which no scrape changes. What would have come while the loop stood still has waited too:
 * a second without an answer counts for fifty.
 */
function watchEventLoop(metrics: Metrics<typeof DECLARED>): NodeJS.Timeout {
  const delays = metrics.series("nodejs_eventloop_delay_seconds", {});
  let before = performance.now();
  return setInterval(() => {
    const now = performance.now();
    let late = Math.max(0, now - before - COMES_EVERY_MS);
    before = now;
    do {
      delays.observe(late / 1_000);
      late -= COMES_EVERY_MS;
    } while (late > 0);
  }, COMES_EVERY_MS).unref();
}

function kindOf(detail: unknown): (typeof GC_KINDS)[keyof typeof GC_KINDS] | undefined {
  const kind = typeof detail === "object" && detail !== null && "kind" in detail ? Number(detail.kind) : 0;
  return Object.entries(GC_KINDS).find(([own]) => Number(own) === kind)?.[1];
}

/** Only Linux tells. */
async function openFiles(): Promise<[Record<never, string>, number][]> {
  if (process.platform !== "linux") return [];
  return [[{}, (await readdir("/proc/self/fd")).length]];
}
