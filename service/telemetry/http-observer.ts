import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { context, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import {
  ATTR_ERROR_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_HTTP_ROUTE,
  ATTR_URL_PATH,
} from "@opentelemetry/semantic-conventions";
import type { RequestHandler } from "express";
import type { GaugeReading } from "./gauge-reading.ts";
import type { Metrics } from "./metrics.ts";
import { declaredMethod, ObservedRoute, type RouteDescription } from "./observed-route.ts";
import type { Tracing } from "./tracing.ts";

const START = "http.server.request.start";
const FINISH = "http.server.response.finish";
/** nginx's status for a client that hung up before the answer. */
const CLIENT_CLOSED_REQUEST = 499;
const CUT_OFF = 500;

/** Requests that find no route, whatever they ask for: scanners make no series. */
const UNMATCHED: RouteDescription = {
  service: "unmatched",
  method: "_OTHER",
  template: "unmatched",
  statuses: [404],
};

/** One request; made before Express sees it, and only changed afterwards. */
interface Observation {
  readonly startedAt: number;
  readonly span: Span | undefined;
  /** The requests of the same connection that wait for their answers. */
  readonly unanswered: Set<Observation>;
  route: ObservedRoute;
}

// Properties of node's own objects: a WeakMap costs each request more, and each garbage collection too.
const OBSERVATION = Symbol("observation");
const UNANSWERED = Symbol("unanswered");
type ObservedResponse = ServerResponse & { [OBSERVATION]?: Observation };
type ObservedSocket = Socket & { [UNANSWERED]?: Set<Observation> };

/** What node publishes on both channels. */
interface Message {
  readonly request: IncomingMessage;
  readonly response: ObservedResponse;
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
  #active = 0;

  constructor(metrics: Metrics, tracing: Tracing) {
    this.#metrics = metrics;
    this.#tracing = tracing;
    this.#unmatched = new ObservedRoute(metrics, UNMATCHED);
  }

  readonly activeRequests: GaugeReading<"http_server_active_requests"> = {
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
      const observation = {
        startedAt: performance.now(),
        span: this.#startSpan(request),
        unanswered,
        route: this.#unmatched,
      };
      unanswered.add(observation);
      response[OBSERVATION] = observation;
    };
    const finished = (message: unknown): void => {
      const { response } = message as Message;
      const observation = response[OBSERVATION];
      // A response to nobody finishes too, after its connection has closed.
      if (observation?.unanswered.delete(observation)) this.#end(observation, response.statusCode);
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
    const heads = new ObservedRoute(this.#metrics, { ...description, method: "HEAD", statuses: [] });
    return (request, response: ObservedResponse, next) => {
      const observation = response[OBSERVATION];
      if (observation === undefined) {
        next();
        return;
      }
      observation.route = request.method === "HEAD" ? heads : route;
      if (observation.span === undefined) next();
      else context.with(trace.setSpan(ROOT_CONTEXT, observation.span), next);
    };
  }

  /** For requests that become something else, such as a WebSocket: tells their route's status and seconds. */
  upgrades(description: RouteDescription): (status: number, seconds: number) => void {
    const route = new ObservedRoute(this.#metrics, description);
    return (status, seconds) => route.series(status).observe(seconds);
  }

  #connected(socket: ObservedSocket): Set<Observation> {
    const unanswered = new Set<Observation>();
    socket[UNANSWERED] = unanswered;
    socket.once("close", () => {
      // Whoever closes the connection in the middle of an answer is to blame for it.
      const status = socket.readableEnded || socket.errored !== null ? CLIENT_CLOSED_REQUEST : CUT_OFF;
      for (const observation of unanswered) this.#end(observation, status);
      unanswered.clear();
    });
    return unanswered;
  }

  #startSpan(request: IncomingMessage): Span | undefined {
    const parent = this.#tracing.admit(request.headers);
    if (parent === undefined) return undefined;
    const method = declaredMethod(request.method);
    const attributes = {
      [ATTR_HTTP_REQUEST_METHOD]: method,
      // Without the query: it may hold a token.
      [ATTR_URL_PATH]: request.url?.split("?", 1)[0] ?? "/",
    };
    const name = method === "_OTHER" ? "HTTP" : method;
    return this.#tracing.tracer.startSpan(name, { kind: SpanKind.SERVER, attributes }, parent);
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
