import type { Static, TObject, TSchema } from "typebox";
import type { LabelsOf } from "../telemetry/metrics.ts";

export const ROLES = ["customer", "driver", "dispatcher", "accountant", "admin"] as const;
export type Role = (typeof ROLES)[number];

/** The part of the business a route belongs to, as the `service` label of http_server_request_duration_seconds. */
export type ComponentName = Exclude<LabelsOf<"http_server_request_duration_seconds">["app_component"], "unmatched">;

/** Who calls, as their access token says. */
export interface Caller {
  readonly userId: string;
  readonly role: Role;
  /** The sign-in that the token comes from. */
  readonly sessionId: string;
  /** The customer that a user with the role customer belongs to. */
  readonly customerId?: string;
}

/**
 * Who may call: anybody, whoever has one of these roles, or a machine that the handler itself verifies (signed
 * webhooks; it gets the raw body).
 */
export type Access = "public" | "signed" | readonly Role[];

/** Everything that the API promises about one operation; the OpenAPI document and the request checks are made from it. */
export interface Contract {
  /** As operationId: placeOrder. */
  readonly id: string;
  readonly component: ComponentName;
  readonly method: "get" | "post" | "put" | "patch" | "delete";
  /** Below /api/v1, in OpenAPI's form: /orders/{orderId}. */
  readonly path: `/${string}`;
  readonly summary: string;
  readonly access: Access;
  readonly params?: TObject;
  readonly query?: TObject;
  /** Names in lower case. Headers that are not named are not passed on. */
  readonly headers?: TObject;
  readonly body?: TSchema;
  /** Successes by status; null for an answer without a body. Refusals are problem documents and need only their status. */
  readonly responses: Readonly<Record<number, TSchema | null>>;
  /** Statuses of the refusals that this operation's own rules make, besides 400, 401, 403, 413, 415, 429, 500, 503. */
  readonly refusals?: readonly number[];
}

type Checked<Schema> = Schema extends TSchema ? Static<Schema> : undefined;

export interface Request<C extends Contract> {
  readonly params: Checked<C["params"]>;
  readonly query: Checked<C["query"]>;
  readonly headers: Checked<C["headers"]>;
  readonly body: Checked<C["body"]>;
  /** The bytes of the body, for operations that verify a signature. */
  readonly rawBody: Buffer;
  /** Where the caller is counted as one: its address, or its network of IPv6. */
  readonly network: string;
  /** Rejected before the handler when `access` names roles; always there then. */
  readonly caller: C["access"] extends "public" | "signed" ? undefined : Caller;
}

export interface Answer {
  readonly status: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request that has been checked against its contract, before its types say so. */
export interface CheckedRequest {
  readonly params: unknown;
  readonly query: unknown;
  readonly headers: unknown;
  readonly body: unknown;
  readonly rawBody: Buffer;
  readonly network: string;
  readonly caller: Caller | undefined;
}

export interface Operation {
  readonly contract: Contract;
  readonly handle: (request: CheckedRequest) => Promise<Answer>;
}

/** An operation: its contract and what it does with a request that keeps the contract. */
export function operation<const C extends Contract>(
  contract: C,
  handle: (request: Request<C>) => Promise<Answer>,
): Operation {
  // The registrar checks each request against this very contract before it calls the handler.
  return { contract, handle: (request) => handle(request as Request<C>) };
}

/** A request that a rule forbids. Becomes a problem document (RFC 9457); `message` is read by people. */
export class Refusal extends Error {
  readonly status: number;
  /** For programs: `order-outside-area`. */
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, code: string, message: string, headers: Readonly<Record<string, string>> = {}) {
    super(message);
    this.name = "Refusal";
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}
