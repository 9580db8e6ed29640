import cors from "cors";
import express, { type Express, type Request as ExpressRequest, type RequestHandler } from "express";
import type { Trust } from "../../foundation/http/client-address.ts";
import { clientNetwork } from "../../foundation/http/client-network.ts";
import type { Logger } from "../telemetry/logger.ts";
import type { RouteDescription } from "../telemetry/observed-route.ts";
import { type Authentication, unauthenticated } from "./authentication.ts";
import { contractChecks } from "./contract-checks.ts";
import { openApiDocument } from "./openapi.ts";
import { type Access, type Caller, type ComponentName, type Contract, type Operation, Refusal } from "./operation.ts";
import { InvalidRequest, problemHandler, sendProblem } from "./problem.ts";
import { TokenBuckets } from "./token-bucket.ts";

export const API_ROOT = "/api/v1";
const LARGEST_BODY = "64kb";
const BODY_METHODS = new Set(["post", "put", "patch"]);

export interface ApiOptions {
  readonly operations: readonly Operation[];
  /** What else describes the API, by path: /asyncapi.json. */
  readonly documents: Readonly<Record<`/${string}`, object>>;
  readonly authentication: Authentication;
  /** Who measures: see HttpObserver. */
  readonly observer: { readonly route: (description: RouteDescription) => RequestHandler };
  readonly log: Logger;
  readonly now: () => number;
  /** Requests per second that one caller, or one address without a token, may make; and how many at once after a rest. */
  readonly rate: { readonly perSecond: number; readonly burst: number };
  /** Where the front ends are served: https://shop.example. Pages from elsewhere may not call. */
  readonly origins: readonly string[];
  /** Is told of each request of a caller, before it is handled; what it answers with is told of the request's end. */
  readonly follow?: (caller: Caller, component: ComponentName) => ((status: number) => void) | undefined;
  /** Whose word for where a request comes from is taken: limits are for customers, not for the proxy that they share. */
  readonly trust: Trust;
}

/** The public API: every operation behind its contract, its access rule and its rate. */
export function createApi({
  operations,
  documents,
  authentication,
  observer,
  log,
  now,
  rate,
  follow,
  origins,
  trust,
}: ApiOptions): Express {
  const app = express();
  app.set("trust proxy", trust);
  app.disable("x-powered-by");
  app.disable("etag");
  app.set("query parser", "simple");
  const router = express.Router({ caseSensitive: true, strict: true });
  const buckets = new TokenBuckets({ ...rate, now });

  for (const [path, description] of Object.entries({ ...documents, "/openapi.json": openApiDocument(operations) })) {
    router.get(
      path,
      observer.route({ component: "health", method: "GET", template: API_ROOT + path, statuses: [200] }),
      (_request, response) => {
        response.json(description);
      },
    );
  }

  const json = express.json({
    limit: LARGEST_BODY,
    verify: (request, _response, bytes) => {
      rawBodies.set(request, bytes);
    },
  });
  const methodsOf = Map.groupBy(operations, ({ contract }) => contract.path);
  for (const operation of operations) {
    const { contract } = operation;
    const method = contract.method.toUpperCase();
    const route = router.route(expressPath(contract.path));
    const observed = observer.route({
      component: contract.component,
      method,
      template: API_ROOT + contract.path,
      statuses: [...Object.keys(contract.responses).map(Number), 500, 503],
    });
    const body = BODY_METHODS.has(contract.method) ? [requireJson, json] : [];
    const admitted = admission(contract, { authentication, buckets, follow });
    route[contract.method](observed, admitted, ...body, handlerOf(operation));
  }
  for (const [path, own] of methodsOf) {
    const allow = own.map(({ contract }) => contract.method.toUpperCase()).join(", ");
    router.all(expressPath(path), (_request, response) => {
      sendProblem(response, new Refusal(405, "method-not-allowed", `Allowed here: ${allow}.`, { allow }));
    });
  }

  app.use(securityHeaders);
  if (origins.length > 0) app.use(API_ROOT, allowOrigins(origins));
  app.use(limitRefusals(rate, now));
  app.use(API_ROOT, router);
  app.use((_request, response) => {
    sendProblem(response, new Refusal(404, "not-found", "There is nothing here."));
  });
  app.use(problemHandler(log, API_ROOT));
  return app;
}

const rawBodies = new WeakMap<object, Buffer>();
const callers = new WeakMap<object, Caller>();
const NO_BYTES = Buffer.alloc(0);

const securityHeaders: RequestHandler = (_request, response, next) => {
  response.setHeader("x-content-type-options", "nosniff");
  response.setHeader("cache-control", "no-store");
  next();
};

/** What an address may be refused, as a share of what a caller may ask. */
const REFUSALS_SHARE = 1 / 5;
const UNKNOWN_TO_US = new Set([401, 404, 405]);

/** Whoever guesses tokens, ids or paths is told to wait before more work is done for them. */
function limitRefusals(rate: ApiOptions["rate"], now: () => number): RequestHandler {
  const { perSecond, burst } = rate;
  const refusals = new TokenBuckets({
    perSecond: perSecond * REFUSALS_SHARE,
    burst: Math.max(1, burst * REFUSALS_SHARE),
    now,
  });
  return (request, response, next) => {
    const address = clientNetwork(request.ip);
    const wait = refusals.waitOf(address);
    if (wait > 0) throw tooManyRequests(wait);
    response.once("finish", () => {
      if (UNKNOWN_TO_US.has(response.statusCode)) refusals.owe(address);
    });
    next();
  };
}

function tooManyRequests(wait: number): Refusal {
  const seconds = String(Math.ceil(wait));
  const headers = { "retry-after": seconds };
  return new Refusal(429, "too-many-requests", `Too many requests; try again in ${seconds} s.`, headers);
}

/** Lets pages of these origins call (https://fetch.spec.whatwg.org/#http-cors-protocol); a browser asks before all but the simplest calls. */
function allowOrigins(origins: readonly string[]): RequestHandler {
  return cors({
    origin: [...origins],
    methods: ["GET", "POST", "PUT", "PATCH", "DELETE"],
    allowedHeaders: ["authorization", "content-type", "idempotency-key", "traceparent"],
    exposedHeaders: ["retry-after", "allow"],
    // sendBeacon always sends credentials, and browsers then want to hear this; we have no cookies to send.
    credentials: true,
    maxAge: 7_200,
  });
}

/** Only JSON: a form that a foreign page posts is none, and would need no leave from the browser. */
const requireJson: RequestHandler = (request, _response, next) => {
  const hasBody = request.headers["content-length"] !== "0" && request.is("*/*") !== null;
  if (hasBody && !request.is("application/json")) {
    throw new Refusal(415, "unsupported-media-type", "The body must be application/json.");
  }
  next();
};

/** nginx's status for a client that hung up before the answer. */
const CLIENT_CLOSED_REQUEST = 499;

interface Admission extends Pick<ApiOptions, "authentication"> {
  readonly buckets: TokenBuckets;
  readonly follow: ApiOptions["follow"] | undefined;
}

/** Lets in who may call and not too often, before a body is read: a stranger's that comes drop by drop is not waited for. */
function admission(contract: Contract, { authentication, buckets, follow }: Admission): RequestHandler {
  return async (request, response, next) => {
    const caller = await callerOf(request, contract.access, authentication);
    const wait = buckets.take(caller?.userId ?? clientNetwork(request.ip));
    if (wait > 0) throw tooManyRequests(wait);
    if (caller !== undefined) {
      callers.set(request, caller);
      const end = follow?.(caller, contract.component);
      if (end !== undefined)
        response.once("close", () => end(response.writableFinished ? response.statusCode : CLIENT_CLOSED_REQUEST));
    }
    next();
  };
}

function handlerOf(operation: Operation): RequestHandler {
  const { contract, handle } = operation;
  const violationsOf = contractChecks(contract);
  const headerNames = Object.keys(contract.headers?.properties ?? {});
  return async (request, response) => {
    const given = {
      params: { ...request.params },
      query: { ...request.query },
      headers: Object.fromEntries(headerNames.flatMap((name) => headerPair(name, request.headers[name]))),
      body: request.body,
    };
    const violations = violationsOf(given);
    if (violations.length > 0) throw new InvalidRequest(violations);
    const answer = await handle({
      params: contract.params === undefined ? undefined : given.params,
      query: contract.query === undefined ? undefined : given.query,
      headers: contract.headers === undefined ? undefined : given.headers,
      body: contract.body === undefined ? undefined : given.body,
      rawBody: rawBodies.get(request) ?? NO_BYTES,
      network: clientNetwork(request.ip),
      caller: callers.get(request),
    });
    response.status(answer.status).set(answer.headers ?? {});
    if (answer.body === undefined) response.end();
    else if (Buffer.isBuffer(answer.body)) response.end(answer.body);
    else response.json(answer.body);
  };
}

async function callerOf(
  request: ExpressRequest,
  access: Access,
  authentication: Authentication,
): Promise<Caller | undefined> {
  if (access === "public" || access === "signed") return undefined;
  const token = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? "")?.[1];
  if (token === undefined) throw unauthenticated("An access token is needed.");
  const caller = await authentication.verify(token);
  if (!access.includes(caller.role)) throw new Refusal(403, "forbidden", "Your role does not allow this.");
  return caller;
}

function headerPair(name: string, value: string | string[] | undefined): Array<[string, string]> {
  return typeof value === "string" ? [[name, value]] : [];
}

function expressPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ":$1");
}
