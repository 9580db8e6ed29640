import { randomUUID } from "node:crypto";
import { STATUS_CODES } from "node:http";
import { trace } from "@opentelemetry/api";
import type { ErrorRequestHandler, Response } from "express";
import { DatabaseError } from "../../foundation/storage/database.ts";
import type { Logger } from "../telemetry/logger.ts";
import { describeFailure } from "./failure.ts";
import { Refusal } from "./operation.ts";

/** What is wrong with one place of a request. */
export interface Violation {
  /** A JSON pointer into the request: /body/quantity. */
  readonly pointer: string;
  readonly detail: string;
}

/** A request that does not keep its operation's contract. */
export class InvalidRequest extends Refusal {
  readonly violations: readonly Violation[];

  constructor(violations: readonly Violation[]) {
    super(400, "invalid-request", "The request does not keep the operation's contract.");
    this.violations = violations;
  }
}

const RETRY_AFTER_SECONDS = "5";
const INTERNAL = new Refusal(500, "internal", "Something went wrong on our side.");

/**
 * Answers a failed request with a problem document (RFC 9457). What is our fault is logged and not explained: the answer's
 * `instance` is the line's `request_id`. `root` is what all paths begin with.
 */
export function problemHandler(log: Logger, root = ""): ErrorRequestHandler {
  // Express knows an error handler by its four parameters.
  return (error: unknown, request, response, _next) => {
    const refusal = asRefusal(error);
    if (refusal !== undefined && refusal.status < 500 && !response.headersSent) {
      sendProblem(response, refusal);
      return;
    }
    const requestId = randomUUID();
    const line = { request_id: requestId, ...describeFailure(error, request, root) };
    const { type: name, message, stack } = line.err;
    trace.getActiveSpan()?.recordException({ name, message, stack });
    if (refusal === undefined) log.error(line, "a request failed");
    else log.warn(line, "a request failed");
    // An answer that has begun cannot become another: it ends where it is, and its client sees that it is not whole.
    if (response.headersSent) response.destroy();
    else sendProblem(response, refusal ?? INTERNAL, `urn:uuid:${requestId}`);
  };
}

function asRefusal(error: unknown): Refusal | undefined {
  if (error instanceof Refusal) return error;
  if (error instanceof DatabaseError && (error.kind === "connection" || error.kind === "timeout")) {
    return new Refusal(503, "unavailable", "Please try again in a moment.", { "retry-after": RETRY_AFTER_SECONDS });
  }
  // body-parser's errors carry their status.
  if (error instanceof Error && "status" in error && "type" in error) {
    const status = Number(error.status);
    if (status === 413) return new Refusal(413, "too-large", "The body is too large.");
    if (status >= 400 && status < 500) return new Refusal(400, "invalid-body", "The body is not readable as JSON.");
  }
  if (error instanceof URIError) return new Refusal(400, "invalid-path", "The path is not readable.");
  return undefined;
}

/** `instance` is what a person who asks for help can tell us (RFC 9457, 3.1.5). */
export function sendProblem(response: Response, refusal: Refusal, instance?: string): void {
  response
    .status(refusal.status)
    .set({ ...refusal.headers, "content-type": "application/problem+json" })
    .send(
      JSON.stringify({
        title: STATUS_CODES[refusal.status],
        status: refusal.status,
        code: refusal.code,
        detail: refusal.message,
        ...(instance === undefined ? {} : { instance }),
        ...(refusal instanceof InvalidRequest ? { violations: refusal.violations } : {}),
      }),
    );
}
