import type { LabelsOf } from "../telemetry/metrics.ts";

/** Those outside Lucky Gas that we speak HTTP with. */
export type Peer = LabelsOf<"http_client_request_duration_seconds">["peer_service"];

export interface OutsideRequest {
  readonly peer: Peer;
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON. */
  readonly json?: unknown;
  /** A secret to sign with what is sent: the body, or without one the path with its query. */
  readonly signedWith?: string;
  readonly timeoutMs: number;
}

export interface OutsideAnswer {
  readonly status: number;
  /** The body as JSON, or undefined when it is none. What it holds is the caller's to check. */
  readonly json: unknown;
}

/** One request to an outside party, measured and traced. Any status is an answer; rejects with an OutsideError without one. */
export type OutsideCall = (request: OutsideRequest) => Promise<OutsideAnswer>;

export class OutsideError extends Error {
  readonly kind: "timeout" | "connection";

  constructor(kind: "timeout" | "connection", message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "OutsideError";
    this.kind = kind;
  }
}
