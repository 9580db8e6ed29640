import type { IncomingMessage } from "node:http";
import proxyAddr from "proxy-addr";

/** Whether an address is a proxy of ours: what it says of whom it speaks for is believed. `hop` counts from the connection, 0. */
export type Trust = (address: string, hop: number) => boolean;

/**
 * Reads TRUSTED_PROXIES: addresses, networks (10.0.0.0/8, fd00::/8) and `loopback`, `linklocal`, `uniquelocal`, with commas
 * between them. Without any nobody is believed. For `app.set("trust proxy", …)` and clientAddress. Throws an Error for what
 * is no address.
 */
export function trustedProxies(text: string | undefined): Trust {
  const names = (text ?? "").split(",").flatMap((name) => name.trim() || []);
  try {
    return names.length === 0 ? () => false : proxyAddr.compile(names);
  } catch (error) {
    throw new Error(`TRUSTED_PROXIES: ${error instanceof Error ? error.message : error}`, { cause: error });
  }
}

/** Where a request comes from: the last address in X-Forwarded-For that is no proxy of ours, or the connection's own. */
export function clientAddress(request: IncomingMessage, trust: Trust): string {
  return proxyAddr(request, trust);
}
