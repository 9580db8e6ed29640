import { subscribe, unsubscribe } from "node:diagnostics_channel";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { context, ROOT_CONTEXT, type Span, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import {
  ATTR_ERROR_TYPE,
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_HTTP_ROUTE,
  ATTR_URL_PATH,
} from "@opentelemetry/semantic-conventions";
import type { RequestHandler } from "express";
import { DECLARED } from "./declared-metrics.gen.ts";
import type { GaugeReading } from "./gauge-reading.ts";
import type { LabelsOf, Metrics } from "./metrics.ts";
import type { Tracing } from "./tracing.ts";

const METRIC = "http_server_request_duration_seconds";
const START = "http.server.request.start";
/** nginx's status for a client that hung up before the answer. */
const CLIENT_CLOSED_REQUEST = 499;

type Labels = LabelsOf<typeof METRIC>;
type Status = Labels["http_response_status_code"];
type Method = Labels["http_request_method"];

const STATUSES: ReadonlySet<string> = new Set(DECLARED[METRIC].labels.http_response_status_code);
const METHODS: ReadonlySet<string> = new Set(DECLARED[METRIC].labels.http_request_method);

export interface RouteDescription {
  readonly service: Labels["service"];
  readonly method: string;
  /** What the route was registered with: /api/v1/orders/{orderId}. */
  readonly template: string;
  /** The statuses that are expected; their series start at zero. */
  readonly statuses: readonly number[];
}

/** A registered route with its label sets made once. */
class ObservedRoute {
  readonly #labels = new Map<number, Labels>();
  readonly #description: RouteDescription;

  constructor(description: RouteDescription) {
    this.#description = description;
  }

  get name(): string {
    return `${this.#description.method} ${this.#description.template}`;
  }

  get template(): string {
    return this.#description.template;
  }

  labels(status: number): Labels {
    let labels = this.#labels.get(status);
    if (labels === undefined) {
      const { service, method, template } = this.#description;
      labels = {
        service,
        http_request_method: declaredMethod(method),
        http_route: template,
        http_response_status_code: declaredStatus(status),
      };
      this.#labels.set(status, labels);
    }
    return labels;
  }
}

const UNMATCHED = new ObservedRoute({ service: "unmatched", method: "_OTHER", template: "unmatched", statuses: [] });

interface Observation {
  readonly startedAt: number;
  readonly span: Span | undefined;
  route: ObservedRoute;
}

/**
 * Measures and traces the requests of one server from node's diagnostics channel, without patching anything. What is
 * known about a request is kept beside its response and found again when the response closes, which it does for every
 * end: answered, or hung up on.
 */
export class HttpObserver {
  readonly #metrics: Metrics;
  readonly #tracing: Tracing;
  readonly #observations = new WeakMap<ServerResponse, Observation>();
  #active = 0;

  constructor(metrics: Metrics, tracing: Tracing) {
    this.#metrics = metrics;
    this.#tracing = tracing;
    metrics.expect(METRIC, UNMATCHED.labels(404));
  }

  readonly activeRequests: GaugeReading<"http_server_active_requests"> = {
    name: "http_server_active_requests",
    read: async () => [[{}, this.#active]],
  };

  /** Begins to observe a server; answers with how to stop. */
  watch(server: Server): () => void {
    const started = (message: unknown): void => {
      const { request, response, server: from } = message as StartMessage;
      if (from !== server) return;
      this.#active++;
      const parent = this.#tracing.admit(request.headers.traceparent?.toString());
      const span =
        parent === undefined
          ? undefined
          : this.#tracing.tracer.startSpan(
              request.method ?? "GET",
              {
                kind: SpanKind.SERVER,
                attributes: {
                  [ATTR_HTTP_REQUEST_METHOD]: declaredMethod(request.method ?? ""),
                  [ATTR_URL_PATH]: (request.url ?? "/").split("?", 1)[0] ?? "/",
                },
              },
              parent,
            );
      this.#observations.set(response, { startedAt: performance.now(), span, route: UNMATCHED });
      response.on("close", () => this.#end(response));
    };
    subscribe(START, started);
    return () => unsubscribe(START, started);
  }

  /** Put this first among a route's handlers: it says which route a request has found, and opens its trace's context. */
  route(description: RouteDescription): RequestHandler {
    const route = new ObservedRoute(description);
    for (const status of description.statuses) this.#metrics.expect(METRIC, route.labels(status));
    return (_request, response, next) => {
      const observation = this.#observations.get(response);
      if (observation === undefined) {
        next();
        return;
      }
      observation.route = route;
      if (observation.span === undefined) next();
      else context.with(trace.setSpan(ROOT_CONTEXT, observation.span), next);
    };
  }

  /** For requests that become something else, such as a WebSocket: tells their route's status and seconds. */
  upgrades(description: RouteDescription): (status: number, seconds: number) => void {
    const route = new ObservedRoute(description);
    for (const status of description.statuses) this.#metrics.expect(METRIC, route.labels(status));
    return (status, seconds) => this.#metrics.observe(METRIC, route.labels(status), seconds);
  }

  #end(response: ServerResponse): void {
    const observation = this.#observations.get(response);
    if (observation === undefined) return;
    this.#observations.delete(response);
    this.#active--;
    const { startedAt, span, route } = observation;
    const status = response.writableFinished ? response.statusCode : CLIENT_CLOSED_REQUEST;
    const seconds = (performance.now() - startedAt) / 1_000;
    this.#metrics.observe(METRIC, route.labels(status), seconds, span?.spanContext());
    if (span === undefined) return;
    if (route !== UNMATCHED) span.updateName(route.name).setAttribute(ATTR_HTTP_ROUTE, route.template);
    span.setAttribute(ATTR_HTTP_RESPONSE_STATUS_CODE, status);
    if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR }).setAttribute(ATTR_ERROR_TYPE, String(status));
    span.end();
  }
}

interface StartMessage {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly server: Server;
}

function declaredMethod(method: string): Method {
  return isMethod(method) ? method : "_OTHER";
}

function isMethod(method: string): method is Method {
  return METHODS.has(method);
}

function isStatus(status: string): status is Status {
  return STATUSES.has(status);
}

/** A status that is not declared counts as the first of its class. */
function declaredStatus(status: number): Status {
  const own = String(status);
  if (isStatus(own)) return own;
  const first = String(Math.floor(status / 100) * 100);
  return isStatus(first) ? first : "500";
}
