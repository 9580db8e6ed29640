import { type ChildProcess, execFileSync, fork } from "node:child_process";
import { once } from "node:events";
import { Agent, createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { table } from "../slo/cli/table.ts";

const VARIANTS = [
  "bare",
  "bare, again",
  "metrics",
  "metrics, 10 % traced",
  "metrics, 100 % traced",
  "usual middleware",
];
const ROUNDS = 24;
const WARM_UP_ROUNDS = 4;
const REQUESTS_A_SLICE = 1_500;
const CONNECTIONS = 8;
/** What one request may cost, as a multiple of the bare server's. */
const LIMITS: Readonly<Record<string, number>> = { metrics: 1.15, "metrics, 10 % traced": 1.25 };

interface Server {
  readonly variant: string;
  readonly child: ChildProcess;
  readonly url: string;
  readonly agent: Agent;
  /** Microseconds of processor time for each request, one number a round. */
  readonly costs: number[];
}

/**
 * The cost of instrumentation. All variants live at once and take turns in shuffled slices, so that whatever else the
 * machine does hits all of them; each slice is compared with the bare server's of its round.
 */
export async function benchInstrumentation(): Promise<void> {
  const collector = await startCollector();
  pin(process.pid, 1);
  const servers: Server[] = [];
  for (const variant of VARIANTS) servers.push(await startServer(variant, collector.url));
  for (let round = 0; round < WARM_UP_ROUNDS + ROUNDS; round++) {
    for (const server of shuffled(servers)) {
      const cost = await slice(server);
      if (round >= WARM_UP_ROUNDS) server.costs.push(cost);
    }
  }
  for (const { child, agent } of servers) {
    agent.destroy();
    child.kill();
  }
  collector.close();
  report(servers, collector.received());
}

function report(servers: readonly Server[], exports: number): void {
  const bare = servers[0]?.costs ?? [];
  const rows = servers.map(({ variant, costs }) => {
    const ratio = median(costs.map((cost, round) => cost / (bare[round] ?? cost)));
    const added = median(costs.map((cost, round) => cost - (bare[round] ?? cost)));
    const limit = LIMITS[variant];
    const verdict = limit === undefined ? "" : `${ratio <= limit ? "within" : "ABOVE"} ${limit.toFixed(2)}`;
    return [variant, `${median(costs).toFixed(1)} µs`, `${added.toFixed(1)} µs`, `${ratio.toFixed(2)}×`, verdict];
  });
  console.log(
    `\nInstrumentation: processor time of one request, median of ${ROUNDS} paired rounds of ${REQUESTS_A_SLICE} requests`,
  );
  console.log(
    table(["server", "a request", "added", "of bare", "limit"], rows, new Set(["a request", "added", "of bare"])),
  );
  console.log(`The second bare server shows the noise. The collector got ${exports} exports of spans.`);
}

async function startServer(variant: string, collector: string): Promise<Server> {
  const own = variant === "bare, again" ? "bare" : variant;
  const child = fork(join(import.meta.dirname, "instrumented-server.ts"), [own, collector]);
  const [message]: { url: string }[] = await once(child, "message");
  pin(child.pid, 0);
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  return { variant, child, url: message?.url ?? "", agent, costs: [] };
}

/** Sends a slice of requests; answers with the processor time of one in microseconds. */
async function slice({ child, url, agent }: Server): Promise<number> {
  const before = await cpuOf(child);
  let sent = 0;
  const client = async () => {
    while (sent++ < REQUESTS_A_SLICE) await get(`${url}/api/orders/17`, agent);
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, client));
  return ((await cpuOf(child)) - before) / REQUESTS_A_SLICE;
}

async function cpuOf(child: ChildProcess): Promise<number> {
  child.send("usage");
  const [usage]: { user: number; system: number }[] = await once(child, "message");
  return (usage?.user ?? 0) + (usage?.system ?? 0);
}

function get(url: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    request(url, { agent }, (response) => {
      response.resume();
      response.on("end", resolve);
    })
      .on("error", reject)
      .end();
  });
}

/** Takes spans and throws them away. */
async function startCollector() {
  let exports = 0;
  const server = createServer((incoming, outgoing) => {
    incoming.resume();
    incoming.on("end", () => {
      exports++;
      outgoing.end();
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, received: () => exports, close: () => server.close() };
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
  return sorted[sorted.length >> 1] ?? 0;
}
