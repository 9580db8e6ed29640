import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { Pool } from "undici";
import { afterEach, expect, it, vi } from "vitest";
import { freePort } from "../../foundation/servers/free-port.ts";

/** What the process may hold of JavaScript in all, in megabytes: with a growing queue it ends within these requests. */
const HEAP_MB = 160;
/** What docker-compose.yml gives it. */
const CONTAINER_MB = 512;
const REQUESTS = 6_000;
const AT_ONCE = 32;
/** Nearly as long as Node lets a request line and headers be. */
const LONG_QUERY = "x".repeat(14_000);
const MEGABYTE = 1 << 20;

let service: ChildProcess | undefined;
const closing: Array<() => void> = [];
afterEach(() => {
  service?.kill("SIGKILL");
  for (const close of closing.splice(0)) close();
});

/** Accepts whoever connects, reads all, and never says a word. */
async function startSilentCollector(): Promise<{ url: string; heard: () => number }> {
  const sockets = new Set<Socket>();
  let bytes = 0;
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("data", (chunk) => {
      bytes += chunk.length;
    });
    socket.on("error", () => undefined);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  closing.push(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, heard: () => bytes };
}

it("a collector that accepts and never answers takes no more memory the longer it does", {
  timeout: 120_000,
}, async () => {
  const collector = await startSilentCollector();
  const [port, adminPort] = [await freePort(), await freePort()];
  service = spawn(process.execPath, [`--max-old-space-size=${HEAP_MB}`, "service/start.ts"], {
    env: {
      ...process.env,
      DATABASE_URL: "sqlite::memory:",
      PORT: String(port),
      ADMIN_PORT: String(adminPort),
      LOG_LEVEL: "silent",
      TRACE_RATIO: "1",
      OTEL_EXPORTER_OTLP_ENDPOINT: collector.url,
      REQUESTS_PER_SECOND: "100000",
    },
    stdio: "inherit",
  });
  const metrics = async () => (await fetch(`http://127.0.0.1:${adminPort}/metrics`)).text();
  await vi.waitFor(metrics, { timeout: 30_000, interval: 50 });

  const pool = new Pool(`http://127.0.0.1:${port}`, { connections: AT_ONCE });
  closing.push(() => void pool.destroy());
  const headers = { traceparent: "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" };
  const ask = async (requests: number) => {
    let left = requests;
    const customer = async () => {
      while (left-- > 0) {
        const { statusCode, body } = await pool.request({
          path: `/api/v1/health?${LONG_QUERY}`,
          method: "GET",
          headers,
        });
        await body.dump();
        // A query that nobody knows is refused, and traced all the same.
        expect([200, 400]).toContain(statusCode);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, customer));
  };
  const read = async (name: RegExp) =>
    Array.from((await metrics()).matchAll(new RegExp(`^${name.source}.* ([\\d.e+]+)$`, "gm")), ([, value]) =>
      Number(value),
    ).reduce((sum, value) => sum + value, 0);

  await ask(REQUESTS);
  expect(service.exitCode).toBeNull();
  expect(collector.heard()).toBeGreaterThan(MEGABYTE / 10);
  await expect.poll(() => read(/tracing_spans_dropped_total/), { timeout: 30_000 }).toBeGreaterThan(0);
  expect(await read(/process_resident_memory_bytes/)).toBeLessThan(CONTAINER_MB * MEGABYTE);
});
