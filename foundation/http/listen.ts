import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";

/** Slow senders of headers or bodies are hung up on (slow loris); larger headers are refused with 431. */
const LIMITS = { headersTimeout: 10_000, requestTimeout: 30_000, keepAliveTimeout: 65_000, maxHeaderSize: 16_384 };

export interface Listening {
  readonly server: Server;
  readonly url: string;
}

/**
 * Listens on a port; 0 takes a free one. Rejects when the port is taken. An Upgrade that nobody here takes is ignored, and
 * its request answered like any other (RFC 9110, 7.8): `takesUpgrade` says which become something else.
 */
export async function listen(
  app: RequestListener,
  host: string,
  port: number,
  takesUpgrade: (request: IncomingMessage) => boolean = () => false,
): Promise<Listening> {
  const server = createServer({ ...LIMITS, shouldUpgradeCallback: takesUpgrade }, app);
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
