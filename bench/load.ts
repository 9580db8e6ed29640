import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { table } from "../cli/table.ts";
import { freePort } from "../foundation/servers/free-port.ts";
import { startProcess } from "../foundation/servers/server-process.ts";
import { NORMAL_PEAK } from "../service/traffic/day-shape.ts";
import type { OperationSummary } from "../service/traffic/measurements.ts";
import { startPostgres } from "../test/real/postgres-server.ts";

/** What bench/measured-traffic.ts tells at its end. */
export interface MeasuredTraffic {
  readonly begun: number;
  readonly turnedAway: number;
  readonly total: OperationSummary;
  readonly operations: readonly OperationSummary[];
}

const JOURNEYS_PER_SECOND = 2 * NORMAL_PEAK;
/** Until everybody is signed in and the code is compiled. */
const WARM_UP_MS = 30_000;
const MEASURED_MS = 60_000;
const MEMORY_EVERY_MS = 500;
const P95_LIMIT_MS = 200;
/** Of the second half's memory to the first half's. */
const GROWTH_LIMIT = 1.1;
const PASSWORD = "the demo's password of the bench";

/** Twice the traffic of the busiest minutes, on the service in a process of its own with a real PostgreSQL. */
export async function benchLoad(): Promise<void> {
  const postgres = await startPostgres();
  const [port, adminPort] = [await freePort(), await freePort()];
  const service = await startProcess({
    command: process.execPath,
    args: [join(import.meta.dirname, "../service/start.ts")],
    env: {
      DATABASE_URL: await postgres.newDatabase(),
      PORT: String(port),
      ADMIN_PORT: String(adminPort),
      SEED: "demo",
      SEED_PASSWORD: PASSWORD,
      LOG_LEVEL: "warn",
      // As in its container: without a limit V8 takes what the machine has before it tidies up.
      NODE_OPTIONS: "--max-old-space-size=256",
    },
    readyUrl: `http://127.0.0.1:${adminPort}/readyz`,
  });
  try {
    const traffic = startTrafficProcess(`http://127.0.0.1:${port}`);
    await once(traffic, "message");
    const measured = once(traffic, "message");
    const memory = await memoryWhile(`http://127.0.0.1:${adminPort}/metrics`, measured);
    const [outcome]: MeasuredTraffic[] = await measured;
    if (outcome !== undefined) report(outcome, memory);
  } finally {
    await service.stop();
    await postgres.stop();
  }
}

function startTrafficProcess(url: string): ChildProcess {
  const numbers = [JOURNEYS_PER_SECOND, WARM_UP_MS, MEASURED_MS].map(String);
  return fork(join(import.meta.dirname, "measured-traffic.ts"), [url, PASSWORD, ...numbers]);
}

/** The service's resident memory in megabytes, as its own metrics tell it, until `end`. */
async function memoryWhile(metricsUrl: string, end: Promise<unknown>): Promise<number[]> {
  const memory: number[] = [];
  let isOver = false;
  const ending = end.finally(() => {
    isOver = true;
  });
  while (!isOver) {
    const response = await fetch(metricsUrl, { signal: AbortSignal.timeout(5_000) });
    const bytes = /^process_resident_memory_bytes (\S+)$/m.exec(await response.text())?.[1];
    memory.push(Number(bytes) / 1_048_576);
    await sleep(MEMORY_EVERY_MS);
  }
  await ending;
  return memory;
}

function report({ begun, turnedAway, total, operations }: MeasuredTraffic, memory: readonly number[]): void {
  const half = Math.floor(memory.length / 2);
  const [first, second] = [median(memory.slice(0, half)), median(memory.slice(half))];
  const growth = second / first;
  const slowest = operations.toSorted((a, b) => b.p95 - a.p95)[0];
  const verdict = (isWithin: boolean, limit: string) => `${isWithin ? "within" : "ABOVE"} ${limit}`;
  const rows = [
    ["journeys per second", (begun / (MEASURED_MS / 1_000)).toFixed(1), `${JOURNEYS_PER_SECOND} asked for`],
    ["calls per second", (total.calls / (MEASURED_MS / 1_000)).toFixed(1), ""],
    ["calls failed", String(total.failed), verdict(total.failed === 0, "0")],
    ...operations
      .filter(({ failed }) => failed > 0)
      .map(({ operation, calls, failed }) => [`  ${operation}`, `${failed} of ${calls}`, ""]),
    ["journeys turned away", String(turnedAway), verdict(turnedAway === 0, "0")],
    ["calls refused (4xx)", String(total.refused), ""],
    ["p50 / p99", `${total.p50.toFixed(0)} / ${total.p99.toFixed(0)} ms`, ""],
    ["p95", `${total.p95.toFixed(0)} ms`, verdict(total.p95 < P95_LIMIT_MS, `${P95_LIMIT_MS} ms`)],
    [`highest p95: ${slowest?.operation ?? "none"}`, `${slowest?.p95.toFixed(0)} ms`, ""],
    ["memory in the first half", `${first.toFixed(0)} MB`, ""],
    ["memory in the second half", `${second.toFixed(0)} MB`, ""],
    ["growth", `× ${growth.toFixed(2)}`, verdict(growth <= GROWTH_LIMIT, GROWTH_LIMIT.toFixed(2))],
  ];
  const head = ["what", "measured", "limit"];
  process.stdout.write(
    `\nLoad: the service on PostgreSQL at twice its busiest traffic, for ${MEASURED_MS / 1_000} s after a warm-up\n`,
  );
  process.stdout.write(table(head, rows, new Set(["measured"])));
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1] ?? Number.NaN;
}
