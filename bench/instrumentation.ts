import { type ChildProcess, execFileSync, fork } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { table } from "../cli/table.ts";
import { KeepAliveClient } from "./keep-alive-client.ts";

/** How a measured server is instrumented; bare when nothing is said. */
export interface Instrumentation {
  /** prom-client in a middleware, as most services do it. */
  readonly middleware?: boolean;
  /** An AsyncLocalStorage around each request, and nothing else. */
  readonly context?: boolean;
  /** The service's own: metrics, and this share of the requests traced. */
  readonly observer?: { readonly traced: number; readonly exemplars?: boolean };
}

interface Variant {
  readonly name: string;
  readonly instrumentation: Instrumentation;
  /** What one request may cost, as a multiple of the bare server's. */
  readonly limit?: number;
}

const VARIANTS: readonly Variant[] = [
  { name: "bare", instrumentation: {} },
  { name: "bare, again", instrumentation: {} },
  { name: "context only", instrumentation: { context: true } },
  { name: "prom-client in a middleware", instrumentation: { middleware: true } },
  { name: "metrics", instrumentation: { observer: { traced: 0 } }, limit: 1.15 },
  { name: "metrics, 10 % traced", instrumentation: { observer: { traced: 0.1 } }, limit: 1.25 },
  { name: "metrics, 10 % traced, no exemplars", instrumentation: { observer: { traced: 0.1, exemplars: false } } },
  { name: "metrics, 100 % traced", instrumentation: { observer: { traced: 1 } } },
];
/** Processes of the same program differ by ten percent for as long as they live, so that one of each says little. */
const GENERATIONS = 5;
/** Short turns: V8 throws away in seconds of idleness what makes a server fast. */
const REQUESTS_A_TURN = 500;
/** Until what only a tenth of the requests does is compiled too. */
const WARM_UP_TURNS = 120;
const MEASURED_TURNS = 120;
const CONNECTIONS = 16;
const PATH = "/api/orders/17";

interface Server {
  readonly variant: Variant;
  readonly child: ChildProcess;
  readonly client: KeepAliveClient;
}

/** Microseconds of processor time for each request, one number a generation. */
type Costs = ReadonlyMap<Variant, number[]>;

/**
 * The cost of instrumentation. All servers of a generation live at once and take short turns in changing order, so that
 * whatever else the machine does hits all of them; each is compared with the bare servers of its generation. All that a
 * process does counts, its exports and its collections too; between its turns it is stopped, so that idle time does not.
 */
export async function benchInstrumentation(): Promise<void> {
  const collector = await startCollector();
  pin(process.pid, 1);
  const costs: Costs = new Map(VARIANTS.map((variant) => [variant, []]));
  try {
    for (let generation = 0; generation < GENERATIONS; generation++) await measure(costs, collector.url);
    report(costs, collector.bytes());
  } finally {
    collector.close();
  }
}

async function measure(costs: Costs, collector: string): Promise<void> {
  const servers: Server[] = [];
  try {
    for (const variant of VARIANTS) servers.push(await startServer(variant, collector));
    await takeTurns(servers, WARM_UP_TURNS);
    const before = await Promise.all(servers.map(cpuOf));
    await takeTurns(servers, MEASURED_TURNS);
    for (const [place, server] of servers.entries()) {
      const spent = (await cpuOf(server)) - (before[place] ?? 0);
      costs.get(server.variant)?.push(spent / MEASURED_TURNS / REQUESTS_A_TURN);
    }
  } finally {
    for (const { client, child } of servers) {
      client.close();
      child.kill("SIGKILL");
    }
  }
}

async function takeTurns(servers: readonly Server[], turns: number): Promise<void> {
  for (let turn = 0; turn < turns; turn++) {
    for (const { child, client } of shuffled(servers)) {
      child.kill("SIGCONT");
      await client.send(REQUESTS_A_TURN);
      child.kill("SIGSTOP");
    }
  }
}

function report(costs: Costs, exportedBytes: number): void {
  const [one = [], other = []] = costs.values();
  const bare = one.map((cost, generation) => (cost + (other[generation] ?? cost)) / 2);
  const rows = Array.from(costs, ([{ name, limit }, own]) => {
    const ratio = median(own.map((cost, generation) => cost / (bare[generation] ?? cost)));
    const added = median(own.map((cost, generation) => cost - (bare[generation] ?? cost)));
    const verdict = limit === undefined ? "" : `${ratio <= limit ? "within" : "ABOVE"} ${limit.toFixed(2)}`;
    return [name, median(own).toFixed(1), added.toFixed(1), ratio.toFixed(3), verdict];
  });
  const head = ["server", "µs a request", "added µs", "ratio to bare", "limit"];
  const requests = (MEASURED_TURNS * REQUESTS_A_TURN).toLocaleString("en");
  const times = `${GENERATIONS} processes of each, ${requests} requests in turns of ${REQUESTS_A_TURN}`;
  process.stdout.write(`Instrumentation: processor time of one request (median of ${times})\n`);
  process.stdout.write(table(head, rows, new Set(head.slice(1, 4))));
  process.stdout.write(
    `The two bare servers show the noise. ${Math.round(exportedBytes / 1e6)} MB of spans were sent.\n`,
  );
}

async function startServer(variant: Variant, collector: string): Promise<Server> {
  const file = join(import.meta.dirname, "instrumented-server.ts");
  const child = fork(file, [JSON.stringify(variant.instrumentation), collector]);
  const [message]: { url: string }[] = await once(child, "message");
  pin(child.pid, 0);
  const client = await KeepAliveClient.open(new URL(message?.url ?? ""), PATH, CONNECTIONS);
  return { variant, child, client };
}

/** Processor time since the start in microseconds, with what is still to be exported. */
async function cpuOf({ child }: Server): Promise<number> {
  child.kill("SIGCONT");
  child.send("usage");
  const [usage]: { user: number; system: number }[] = await once(child, "message");
  return (usage?.user ?? 0) + (usage?.system ?? 0);
}

/** Takes spans and throws them away. */
async function startCollector() {
  let bytes = 0;
  const server = createServer((request, response) => {
    request.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
    });
    request.on("end", () => response.end());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, bytes: () => bytes, close: () => server.close() };
}

/** Servers on one processor, clients on the other, where the system can do that. */
function pin(pid: number | undefined, processor: number): void {
  try {
    execFileSync("taskset", ["-a", "-p", "-c", String(processor), String(pid)], { stdio: "ignore" });
  } catch {
    // Without it the figures are noisier, and no less true.
  }
}

function shuffled<Item>(items: readonly Item[]): Item[] {
  return items
    .map((item) => ({ item, place: Math.random() }))
    .sort((a, b) => a.place - b.place)
    .map(({ item }) => item);
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  return sorted[sorted.length >> 1] ?? Number.NaN;
}
