import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { type Attributes, context, type Span, SpanStatusCode, trace } from "@opentelemetry/api";
import {
  ATTR_ERROR_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_HTTP_ROUTE,
  ATTR_SERVER_ADDRESS,
  ATTR_SERVER_PORT,
  ATTR_URL_PATH,
  ATTR_URL_SCHEME,
} from "@opentelemetry/semantic-conventions";
import type { RequestHandler } from "express";
import { keptText } from "./kept-text.ts";
import { KnownPaths } from "./known-path.ts";
import type { Metrics, ScrapeReading } from "./metrics.ts";
import { declaredMethod, ObservedRoute, type RouteDescription } from "./observed-route.ts";
import { REQUEST_ROOT_CONTEXT } from "./request-context.ts";
import type { Tracing } from "./tracing.ts";

const START = "http.server.request.start";
const FINISH = "http.server.response.finish";
/** nginx's status for a client that hung up before the answer. */
const CLIENT_CLOSED_REQUEST = 499;
const CUT_OFF = 500;
/** A host name of at most 253 characters (RFC 1035), or an address in brackets. */
const HOST = /^([\w.-]{1,253}|\[[\da-f:.]{2,45}\])(?::(\d{1,5}))?$/i;

/** Requests that find no route, whatever they ask for: scanners make no series. */
const UNMATCHED: RouteDescription = {
  component: "unmatched",
  method: "_OTHER",
  template: "unmatched",
  statuses: [404],
};

/** Whether a connection's address is a proxy of ours. */
type Trust = (address: string, hop: number) => boolean;

/** One request; made before Express sees it. */
interface Observation {
  readonly response: ServerResponse;
  readonly startedAt: number;
  readonly span: Span | undefined;
  route: ObservedRoute;
}

// A property of node's own object: a WeakMap costs each request more, and so does a property of each response.
const UNANSWERED = Symbol("unanswered");
/** The requests of a connection that wait for their answers, in the order in which node answers them. */
type ObservedSocket = Socket & { [UNANSWERED]?: Observation[] };

/** What node publishes on both channels. */
interface Message {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly socket: ObservedSocket;
  readonly server: Server;
}

/**
 * Measures and traces the requests of one server from node's diagnostics channels, without patching anything. An unsampled
 * request gets no context and no listener: one for each connection is enough to see clients hang up.
 */
export class HttpObserver {
  readonly #metrics: Metrics;
  readonly #tracing: Tracing;
  readonly #unmatched: ObservedRoute;
  readonly #trust: Trust;
  readonly #paths = new KnownPaths();
  #active = 0;

  /** `trust` says which proxies are believed to say by which scheme they were asked. */
  constructor(metrics: Metrics, tracing: Tracing, trust: Trust = () => false) {
    this.#metrics = metrics;
    this.#tracing = tracing;
    this.#trust = trust;
    this.#unmatched = new ObservedRoute(metrics, UNMATCHED);
  }

  readonly activeRequests: ScrapeReading<"http_server_active_requests"> = {
    name: "http_server_active_requests",
    read: async () => [[{}, this.#active]],
  };

  /** Begins to observe a server; answers with how to stop. */
  watch(server: Server): () => void {
    const started = (message: unknown): void => {
      const { request, response, socket, server: from } = message as Message;
      if (from !== server) return;
      this.#active++;
      const unanswered = socket[UNANSWERED] ?? this.#connected(socket);
      const startedAt = performance.now();
      unanswered.push({ response, startedAt, span: this.#startSpan(request), route: this.#unmatched });
    };
    const finished = (message: unknown): void => {
      const { response, socket } = message as Message;
      const unanswered = socket[UNANSWERED];
      // A response to nobody finishes too, after its connection has closed.
      if (unanswered?.[0]?.response !== response) return;
      const observation = unanswered.shift();
      if (observation !== undefined) this.#end(observation, response.statusCode);
    };
    subscribe(START, started);
    subscribe(FINISH, finished);
    return () => {
      unsubscribe(START, started);
      unsubscribe(FINISH, finished);
    };
  }

  /** Put this first among a route's handlers: it says which route a request has found, and opens its trace's context. */
  route(description: RouteDescription): RequestHandler {
    const route = new ObservedRoute(this.#metrics, description);
    this.#paths.learn(description.template);
    const heads = new ObservedRoute(this.#metrics, { ...description, method: "HEAD", statuses: [] });
    return (request, response, next) => {
      const observation = observationOf(request.socket, response);
      if (observation === undefined) {
        next();
        return;
      }
      observation.route = request.method === "HEAD" ? heads : route;
      if (observation.span === undefined) next();
      else context.with(trace.setSpan(REQUEST_ROOT_CONTEXT, observation.span), next);
    };
  }

  /** For requests that become something else, such as a WebSocket: tells their route's status and seconds. */
  upgrades(description: RouteDescription): (status: number, seconds: number) => void {
    const route = new ObservedRoute(this.#metrics, description);
    return (status, seconds) => route.series(status).observe(seconds);
  }

  #connected(socket: ObservedSocket): Observation[] {
    const unanswered: Observation[] = [];
    socket[UNANSWERED] = unanswered;
    socket.once("close", () => {
      // Whoever closes the connection in the middle of an answer is to blame for it.
      const status = socket.readableEnded || socket.errored !== null ? CLIENT_CLOSED_REQUEST : CUT_OFF;
      for (const observation of unanswered.splice(0)) this.#end(observation, status);
    });
    return unanswered;
  }

  #startSpan(request: IncomingMessage): Span | undefined {
    const span = this.#tracing.admit(request.headers);
    if (span === undefined) return undefined;
    const method = declaredMethod(request.method);
    if (method !== "_OTHER") span.updateName(method);
    return span.setAttributes({
      [ATTR_HTTP_REQUEST_METHOD]: method,
      [ATTR_URL_PATH]: this.#paths.of(request.url ?? "/"),
      [ATTR_URL_SCHEME]: this.#schemeOf(request),
      ...serverOf(request.headers.host),
    });
  }

  /** Who listens here speaks HTTP; a proxy in front may be asked by HTTPS. */
  #schemeOf({ socket, headers }: IncomingMessage): "http" | "https" {
    const told = headers["x-forwarded-proto"];
    return told === "https" && this.#trust(socket.remoteAddress ?? "", 0) ? "https" : "http";
  }

  #end({ startedAt, span, route }: Observation, status: number): void {
    this.#active--;
    const seconds = (performance.now() - startedAt) / 1_000;
    route.series(status).observe(seconds, span?.spanContext());
    if (span === undefined) return;
    if (route !== this.#unmatched) span.updateName(route.name).setAttribute(ATTR_HTTP_ROUTE, route.template);
    span.setAttribute(ATTR_HTTP_RESPONSE_STATUS_CODE, status);
    if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR }).setAttribute(ATTR_ERROR_TYPE, String(status));
    span.end();
  }
}

function observationOf(socket: ObservedSocket, response: ServerResponse): Observation | undefined {
  for (const observation of socket[UNANSWERED] ?? []) if (observation.response === response) return observation;
  return undefined;
}

/** What the client believes to speak with, when that can be one. */
function serverOf(host: string | undefined): Attributes {
  const [, address, port] = HOST.exec(host ?? "") ?? [];
  if (address === undefined) return {};
  return {
    [ATTR_SERVER_ADDRESS]: keptText(address),
    ...(port === undefined ? {} : { [ATTR_SERVER_PORT]: Number(port) }),
  };
}
