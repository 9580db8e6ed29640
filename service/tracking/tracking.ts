import { randomUUID } from "node:crypto";
import type { IncomingMessage, Server } from "node:http";
import type { Duplex } from "node:stream";
import type Type from "typebox";
import { type WebSocket, WebSocketServer } from "ws";
import { checkOf } from "../../foundation/schema/check.ts";
import { findUnstorable } from "../../foundation/storage/storable.ts";
import type { Core, Part } from "../core.ts";
import type { Authentication } from "../http/authentication.ts";
import { type Caller, Refusal } from "../http/operation.ts";
import { TokenBuckets } from "../http/token-bucket.ts";
import type { LabelsOf } from "../telemetry/metrics.ts";
import { type Position, stepTo } from "./position-log.ts";
import {
  type PassedOnPosition,
  PositionMessage,
  type WatchEnded,
  WatchMessage,
  type WatchRefused,
} from "./tracking-messages.ts";

type Audience = LabelsOf<"tracking_connections">["audience"];
type CloseReason = LabelsOf<"tracking_connections_closed_total">["reason"];

export const TRACKING_PATH = "/api/v1/tracking";
const LARGEST_MESSAGE_BYTES = 1_024;
/** About a hundred positions that a phone has not taken yet: newer ones would only wait behind them. */
const LARGEST_BUFFER_BYTES = 16_384;
const SLOW_FOR_MS = 15_000;
const PING_EVERY_MS = 15_000;
const MOST_CONNECTIONS = 10_000;
const UPGRADES = { perSecond: 5, burst: 50 };
/** Of one person, however many connections they have: a phone says one every few seconds, and more after a tunnel. */
const MESSAGES = { perSecond: 5, burst: 100 };
const CLOSES_WITHIN_MS = 2_000;
/** A lorry is seen no longer than this after its delivery is closed or another has taken it over. */
const WATCHES_CHECKED_EVERY_MS = 1_000;

/** RFC 6455, 7.4.1; 4000 and above are our own. */
export const CODES = {
  expired: [4001, "the access token has expired"],
  deployment: [1012, "please connect again"],
  slow_consumer: [1013, "too slow"],
  server_error: [1011, "our mistake"],
  invalid: [1008, "the message is not valid"],
  too_many: [1008, "too many messages"],
} as const;

const isPosition = checkOf(PositionMessage);
const isWatch = checkOf(WatchMessage);

/** A delivery that somebody asks to watch, while the database is asked whether they may. */
interface Lookup {
  readonly deliveryId: string;
  /** It was taken off the road meanwhile. */
  isOver: boolean;
  next: string | undefined;
}

interface Connection {
  readonly socket: WebSocket;
  readonly caller: Caller;
  readonly audience: Audience;
  /** The delivery that a customer watches, and whose truck brings it. */
  watches?: { readonly deliveryId: string; readonly driver: string };
  /** The delivery that is looked up for it now, and the one to look up next: of those in between nobody wants to know. */
  lookup?: Lookup;
  isAlive: boolean;
  /** Since when its buffer is full. */
  slowSince?: number;
  /** Why we closed it; who hangs up by themselves is `client` or `network`. */
  reason?: CloseReason;
  expiry: NodeJS.Timeout;
}

export interface TrackingPorts {
  readonly authentication: Authentication;
  readonly canWatch: (caller: Caller, deliveryId: string) => Promise<string | undefined>;
  /** Who drives each delivery that is on its way now. */
  readonly onTheWay: () => Promise<ReadonlyMap<string, string>>;
  /** Tells at once of deliveries that this process takes off the road; of those of other processes onTheWay tells. */
  readonly onOffTheRoad: (listener: (deliveryId: string) => void) => void;
  /** Where a request comes from, behind our own proxies, as limits count it. */
  readonly networkOf: (request: IncomingMessage) => string;
  /** Told of every upgrade, with its answer's status and how long it took in seconds. */
  readonly upgraded: (status: number, seconds: number) => void;
}

export interface Tracking extends Part {
  /** Whether a request asks for the live map. */
  readonly takesUpgrade: (request: IncomingMessage) => boolean;
  /** Takes the WebSocket requests of a server. */
  readonly attach: (server: Server) => void;
  readonly close: () => Promise<void>;
}

/** The live map. Access tokens are no cookies, so a foreign page that connects has none: the origin is not checked. */
export function tracking(
  core: Pick<Core, "now" | "record" | "log">,
  { authentication, canWatch, onTheWay, onOffTheRoad, networkOf, upgraded }: TrackingPorts,
): Tracking {
  const { now, record, log } = core;
  const server = new WebSocketServer({ noServer: true, maxPayload: LARGEST_MESSAGE_BYTES, perMessageDeflate: false });
  const connections = new Set<Connection>();
  const lastPositions = new Map<string, Position>();
  const upgrades = new TokenBuckets({ ...UPGRADES, now });
  const messages = new TokenBuckets({ ...MESSAGES, now });

  const shut = (connection: Connection, reason: keyof typeof CODES & CloseReason) => {
    connection.reason = reason;
    connection.socket.close(CODES[reason][0], CODES[reason][1]);
  };

  const send = (connection: Connection, text: string, receivedAt: number): void => {
    const { socket, audience } = connection;
    if (audience === "driver") return;
    if (socket.readyState !== socket.OPEN) {
      record({ type: "position.dropped", audience, reason: "closed" });
      return;
    }
    if (socket.bufferedAmount > LARGEST_BUFFER_BYTES) {
      record({ type: "position.dropped", audience, reason: "buffer_full" });
      connection.slowSince ??= now();
      if (now() - connection.slowSince > SLOW_FOR_MS) shut(connection, "slow_consumer");
      return;
    }
    delete connection.slowSince;
    socket.send(text, (error) => {
      if (!error) record({ type: "position.fanned_out", audience, seconds: (performance.now() - receivedAt) / 1_000 });
    });
  };

  const printed = (driver: string, { seq, lat, lng }: Position) =>
    JSON.stringify({ driver, seq, lat, lng } satisfies Type.Static<typeof PassedOnPosition>);

  const receive = (driver: string, position: Position): void => {
    const receivedAt = performance.now();
    const step = stepTo(lastPositions.get(driver)?.seq, position.seq);
    if (!step.isNews) return;
    record({ type: "position.received" });
    if (step.missing > 0) record({ type: "positions.missing", positions: step.missing });
    lastPositions.set(driver, position);
    const text = printed(driver, position);
    for (const connection of connections) {
      if (connection.audience === "dispatcher" || connection.watches?.driver === driver)
        send(connection, text, receivedAt);
    }
  };

  const watch = async (connection: Connection, lookup: Lookup): Promise<void> => {
    const { deliveryId } = lookup;
    const driver = await canWatch(connection.caller, deliveryId);
    if (driver === undefined || lookup.isOver) {
      const refused: Type.Static<typeof WatchRefused> = { error: "there is no such delivery on its way" };
      connection.socket.send(JSON.stringify(refused));
      return;
    }
    connection.watches = { deliveryId, driver };
    const last = lastPositions.get(driver);
    if (last !== undefined) send(connection, printed(driver, last), performance.now());
  };

  /** One lookup at a time for each connection. */
  const watchNext = (connection: Connection, deliveryId: string): void => {
    if (connection.lookup !== undefined) {
      connection.lookup.next = deliveryId;
      return;
    }
    const lookup: Lookup = { deliveryId, isOver: false, next: undefined };
    connection.lookup = lookup;
    watch(connection, lookup).then(
      () => {
        delete connection.lookup;
        if (lookup.next !== undefined && connections.has(connection)) watchNext(connection, lookup.next);
      },
      (error: unknown) => {
        log.error({ err: error, ...whichRequest() }, "a tracking connection failed");
        shut(connection, "server_error");
      },
    );
  };

  const endWatch = (connection: Connection, deliveryId: string): void => {
    delete connection.watches;
    const ended: Type.Static<typeof WatchEnded> = { ended: deliveryId };
    connection.socket.send(JSON.stringify(ended));
  };

  onOffTheRoad((deliveryId) => {
    for (const connection of connections) {
      if (connection.watches?.deliveryId === deliveryId) endWatch(connection, deliveryId);
      if (connection.lookup?.deliveryId === deliveryId) connection.lookup.isOver = true;
    }
  });

  /** Ends the watches of deliveries that have been closed or are with another driver. */
  const checkWatches = async (): Promise<void> => {
    const watching = [...connections].filter(({ watches }) => watches !== undefined);
    if (watching.length === 0) return;
    const drivers = await onTheWay();
    for (const connection of watching) {
      const { watches } = connection;
      if (watches === undefined || drivers.get(watches.deliveryId) === watches.driver) continue;
      endWatch(connection, watches.deliveryId);
    }
  };

  const hear = (connection: Connection, data: string): void => {
    // What came before the other end has heard that we close.
    if (connection.socket.readyState !== connection.socket.OPEN) return;
    if (messages.take(connection.caller.userId) > 0) {
      connection.socket.close(...CODES.too_many);
      return;
    }
    const message = parse(data);
    if (connection.audience === "driver" && isPosition(message)) receive(connection.caller.userId, message);
    else if (connection.audience === "customer" && isWatch(message)) {
      watchNext(connection, message.watch);
    } else connection.socket.close(...CODES.invalid);
  };

  const open = (socket: WebSocket, caller: Caller, expiresAt: number): void => {
    const audience = audienceOf(caller);
    const expiry = setTimeout(() => shut(connection, "expired"), Math.max(0, expiresAt - now()));
    const connection: Connection = { socket, caller, audience, isAlive: true, expiry };
    connections.add(connection);
    record({ type: "tracking.opened", audience });
    socket.on("message", (data) => hear(connection, data.toString()));
    socket.on("pong", () => {
      connection.isAlive = true;
    });
    // ws closes the connection after an error; the close handler says why.
    socket.on("error", () => undefined);
    socket.on("close", (code) => {
      clearTimeout(expiry);
      connections.delete(connection);
      // 1006: the connection broke without a word.
      record({
        type: "tracking.closed",
        audience,
        reason: connection.reason ?? (code === 1006 ? "network" : "client"),
      });
    });
  };

  const admit = async (request: IncomingMessage): Promise<Caller & { expiresAt: number }> => {
    const wait = upgrades.take(networkOf(request));
    if (wait > 0) throw new Refusal(429, "too-many-connections", "Too many connections.");
    const url = new URL(request.url ?? "/", "http://localhost");
    const caller = await authentication.verify(url.searchParams.get("token") ?? "");
    if (caller.role === "accountant") throw new Refusal(403, "forbidden", "Your role does not allow this.");
    if (connections.size >= MOST_CONNECTIONS) {
      // To the customer it is a map that does not open.
      record({ type: "tracking.closed", audience: audienceOf(caller), reason: "overloaded" });
      throw new Refusal(503, "overloaded", "There are too many connections.");
    }
    return caller;
  };

  const onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    const startedAt = performance.now();
    const seconds = () => (performance.now() - startedAt) / 1_000;
    socket.on("error", () => socket.destroy());
    admit(request)
      .then(({ expiresAt, ...caller }) => {
        server.handleUpgrade(request, socket, head, (webSocket) => {
          upgraded(101, seconds());
          open(webSocket, caller, expiresAt);
        });
      })
      .catch((error: unknown) => {
        const status = error instanceof Refusal ? error.status : 500;
        if (status === 500) log.error({ err: error, ...whichRequest() }, "a request failed");
        upgraded(status, seconds());
        refuse(socket, status);
      });
  };

  const heartbeat = setInterval(() => {
    for (const connection of connections) {
      if (!connection.isAlive) {
        connection.reason = "network";
        connection.socket.terminate();
        continue;
      }
      connection.isAlive = false;
      connection.socket.ping();
    }
  }, PING_EVERY_MS);

  const watchCheck = setInterval(() => {
    checkWatches().catch((error: unknown) => log.warn({ err: error }, "the watched deliveries cannot be checked"));
  }, WATCHES_CHECKED_EVERY_MS);

  return {
    takesUpgrade: ({ url, headers }) =>
      headers.upgrade?.toLowerCase() === "websocket" && url?.split("?", 1)[0] === TRACKING_PATH,
    attach: (httpServer) => {
      httpServer.on("upgrade", onUpgrade);
    },
    gauges: [
      {
        name: "tracking_connections",
        read: async () =>
          (["customer", "dispatcher", "driver"] as const).map((audience) => {
            const own = [...connections].filter((connection) => connection.audience === audience);
            return [{ audience }, own.length] as const;
          }),
      },
    ],
    close: async () => {
      clearInterval(heartbeat);
      clearInterval(watchCheck);
      const closed = [...connections].map(
        ({ socket }) =>
          new Promise<void>((resolve) => {
            socket.once("close", () => resolve());
          }),
      );
      for (const connection of connections) shut(connection, "deployment");
      const killer = setTimeout(() => {
        for (const { socket } of connections) socket.terminate();
      }, CLOSES_WITHIN_MS);
      await Promise.all(closed);
      clearTimeout(killer);
    },
  };
}

/** What the log says of the request that a map was opened by; every line has an id of its own to speak of it. */
function whichRequest() {
  return { request_id: randomUUID(), method: "GET", route: TRACKING_PATH };
}

function audienceOf({ role }: Caller): Audience {
  if (role === "customer" || role === "driver") return role;
  return "dispatcher";
}

function refuse(socket: Duplex, status: number): void {
  socket.end(`HTTP/1.1 ${status} Refused\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function parse(text: string): unknown {
  try {
    const message: unknown = JSON.parse(text);
    return findUnstorable(message) === undefined ? message : undefined;
  } catch {
    return undefined;
  }
}
