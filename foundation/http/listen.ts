import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** Slow senders of headers or bodies are hung up on (slow loris); larger headers are refused with 431. */
const LIMITS = { headersTimeout: 10_000, requestTimeout: 30_000, maxHeaderSize: 16_384 };
/**
 * An idle connection is kept for longer than a balancer in front keeps it, which would otherwise send a request into one
 * that is being closed (a 502): Google's keeps 600 s (cloud.google.com/load-balancing/docs/https, "backend keepalive
 * timeout", which asks for 620 s), AWS's 60 s, nginx's 60 s.
 */
const KEEP_ALIVE_MS = 620_000;

export interface Listening {
  readonly server: Server;
  readonly url: string;
}

/**
 * Listens on a port; 0 takes a free one. Rejects when the port is taken. An Upgrade that nobody here takes is ignored, and
 * its request answered like any other (RFC 9110, 7.8): `takesUpgrade` says which become something else. An idle connection
 * is kept for `keepAliveMs`.
 */
export async function listen(
  app: RequestListener,
  host: string,
  port: number,
  takesUpgrade: (request: IncomingMessage) => boolean = () => false,
  keepAliveMs = KEEP_ALIVE_MS,
): Promise<Listening> {
  const server = createServer({ ...LIMITS, keepAliveTimeout: keepAliveMs, shouldUpgradeCallback: takesUpgrade }, app);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
  const { port: taken } = server.address() as AddressInfo;
  return { server, url: `http://${host.includes(":") ? `[${host}]` : host}:${taken}` };
}

/** Takes no more connections, lets those that are on answer, and hangs up on what is left after `patienceMs`. */
export async function closeServer(server: Server, patienceMs: number): Promise<void> {
  const closed = new Promise((resolve) => server.close(resolve));
  server.closeIdleConnections();
  // A connection that has got its answer would be kept alive for the next question.
  const sweeper = setInterval(() => server.closeIdleConnections(), 50);
  const killer = setTimeout(() => server.closeAllConnections(), patienceMs);
  await closed;
  clearInterval(sweeper);
  clearTimeout(killer);
}
