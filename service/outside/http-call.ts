import { context, propagation, type Span, trace } from "@opentelemetry/api";
import {
  ATTR_HTTP_REQUEST_METHOD,
  ATTR_HTTP_RESPONSE_STATUS_CODE,
  ATTR_URL_FULL,
} from "@opentelemetry/semantic-conventions";
import { CallError, Caller } from "../../foundation/http/call.ts";
import { type ClientCall, endClientSpan, serverAt, startClientSpan } from "../telemetry/client-span.ts";
import type { LabelsOf, Metrics } from "../telemetry/metrics.ts";
import { type OutsideAnswer, type OutsideCall, OutsideError, type OutsideRequest } from "./call.ts";
import { sign } from "./signature.ts";

const METRIC = "http_client_request_duration_seconds";
const LARGEST_ANSWER_BYTES = 1 << 20;

type ErrorType = LabelsOf<typeof METRIC>["error_type"];

/**
 * Calls outside parties over HTTP: each call with a deadline, an answer of at most 1 MiB, no redirects, measured, and in a
 * traced request with a span that the party can continue.
 */
export function createHttpCall(metrics: Metrics, now: () => number): OutsideCall {
  const caller = new Caller();
  return async (request) => {
    const span = startClientSpan(() => described(request));
    const startedAt = performance.now();
    const end = (errorType: ErrorType, status?: number): void => {
      const seconds = (performance.now() - startedAt) / 1_000;
      const labels = { peer_service: request.peer, http_request_method: request.method, error_type: errorType };
      metrics.observe(METRIC, labels, seconds, span?.spanContext());
      if (status !== undefined) span?.setAttribute(ATTR_HTTP_RESPONSE_STATUS_CODE, status);
      endClientSpan(span, errorType === "" ? "" : String(status ?? errorType));
    };
    try {
      const answer = await send(caller, request, now, span);
      end(errorTypeOf(answer.status), answer.status);
      return answer;
    } catch (cause) {
      const kind = cause instanceof CallError && cause.kind === "timeout" ? "timeout" : "connection";
      end(kind);
      throw new OutsideError(kind, `${request.peer}: ${cause instanceof Error ? cause.message : String(cause)}`, {
        cause,
      });
    }
  };
}

function described({ method, peer, url }: OutsideRequest): ClientCall {
  const address = new URL(url);
  const attributes = {
    [ATTR_HTTP_REQUEST_METHOD]: method,
    "service.peer.name": peer,
    ...serverAt(address, address.protocol === "https:" ? 443 : 80),
    // Without its query and its user, which may be secrets.
    [ATTR_URL_FULL]: address.origin + address.pathname,
  };
  return { name: `${method} ${peer}`, attributes };
}

async function send(
  caller: Caller,
  { method, url, headers, json, signedWith, timeoutMs }: OutsideRequest,
  now: () => number,
  span: Span | undefined,
): Promise<OutsideAnswer> {
  const carrier: Record<string, string> = {};
  if (span !== undefined) propagation.inject(trace.setSpan(context.active(), span), carrier);
  const body = json === undefined ? undefined : JSON.stringify(json);
  const { pathname, search } = new URL(url);
  const signature = signedWith === undefined ? {} : sign(signedWith, body ?? pathname + search, now());
  const { status, text } = await caller.call({
    url,
    method,
    headers: {
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...signature,
      ...headers,
      ...carrier,
    },
    ...(body === undefined ? {} : { body }),
    withinMs: timeoutMs,
    mostBytes: LARGEST_ANSWER_BYTES,
    whenLonger: "refuse",
  });
  // What is meant for one is not for another: who sends us elsewhere has not answered.
  if (status >= 300 && status < 400) throw new CallError("connection", `it answered ${status}, a redirect`);
  return { status, json: parse(text) };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function errorTypeOf(status: number): ErrorType {
  if (status < 400) return "";
  if (status === 429) return "throttled";
  return status < 500 ? "4xx" : "5xx";
}
