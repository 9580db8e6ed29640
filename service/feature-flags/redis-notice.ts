import {
  ATTR_DB_NAMESPACE,
  ATTR_DB_OPERATION_NAME,
  ATTR_DB_QUERY_SUMMARY,
  ATTR_DB_SYSTEM_NAME,
} from "@opentelemetry/semantic-conventions";
import { createClient } from "redis";
import { type ClientCall, inClientSpan, serverAt } from "../telemetry/client-span.ts";
import type { Logger } from "../telemetry/logger.ts";

const CHANNEL = "lucky-gas:feature-flags";
const CONNECTS_WITHIN_MS = 2_000;
const LONGEST_WAIT_MS = 5_000;

/** Tells other processes at once that flags have changed. */
export interface FlagNotice {
  readonly tell: () => Promise<void>;
  readonly isConnected: () => boolean;
  readonly close: () => Promise<void>;
}

/** Notices over Redis. Without Redis flags still change, with the next regular refresh; it comes back by itself. */
export async function openRedisNotice(url: string, log: Logger, onNotice: () => void): Promise<FlagNotice> {
  const options = {
    url,
    disableOfflineQueue: true,
    socket: {
      connectTimeout: CONNECTS_WITHIN_MS,
      reconnectStrategy: (retries: number) => Math.min(LONGEST_WAIT_MS, 100 * 2 ** Math.min(retries, 6)),
    },
  };
  const publishing = publishTo(url);
  const publisher = createClient(options);
  const subscriber = createClient(options);
  let isAway = false;
  const away = (error: unknown) => {
    if (!isAway) log.warn({ err: error }, "Redis is away; feature flags are refreshed from the database");
    isAway = true;
  };
  publisher.on("error", away);
  subscriber.on("error", away);
  subscriber.on("ready", () => {
    isAway = false;
    // Something may have changed meanwhile.
    onNotice();
  });
  // Connecting goes on in the background for as long as it takes.
  publisher.connect().catch(away);
  subscriber
    .connect()
    .then(() => subscriber.subscribe(CHANNEL, onNotice))
    .catch(away);
  return {
    tell: async () => {
      if (publisher.isReady) await inClientSpan(publishing, () => publisher.publish(CHANNEL, "changed"));
    },
    isConnected: () => publisher.isReady && subscriber.isReady,
    close: async () => {
      publisher.destroy();
      subscriber.destroy();
    },
  };
}

function publishTo(url: string): ClientCall {
  const address = new URL(url);
  const name = `PUBLISH ${CHANNEL}`;
  return {
    name,
    attributes: {
      [ATTR_DB_SYSTEM_NAME]: "redis",
      [ATTR_DB_OPERATION_NAME]: "PUBLISH",
      [ATTR_DB_QUERY_SUMMARY]: name,
      [ATTR_DB_NAMESPACE]: address.pathname.slice(1) || "0",
      ...serverAt(address, 6_379),
    },
  };
}
