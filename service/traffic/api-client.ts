import type { Measurement } from "./measurements.ts";

export interface ApiOptions {
  /** The service's public address, without /api/v1. */
  readonly url: string;
  readonly measured: (measurement: Measurement) => void;
  readonly timeoutMs?: number;
}

export interface ApiAnswer {
  readonly status: number;
  /** A field of the JSON object that was answered, or undefined. */
  readonly field: (name: string) => unknown;
  readonly items: ReadonlyArray<Readonly<Record<string, unknown>>>;
}

export interface Call {
  readonly method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** The route's template below /api/v1, and what its parameters stand for: `/orders/{orderId}`. */
  readonly route: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
  readonly headers?: Readonly<Record<string, string>>;
  readonly token?: string;
}

export type Api = (call: Call) => Promise<ApiAnswer>;

const PATIENCE_MS = 10_000;

/** A client that measures every call. It never rejects: no answer is the status 0. */
export function createApi({ url, measured, timeoutMs = PATIENCE_MS }: ApiOptions): Api {
  return async ({ method, route, params = {}, query, body, headers, token }) => {
    const path = route.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ""));
    const search = query === undefined ? "" : `?${new URLSearchParams(query)}`;
    const started = performance.now();
    const end = (status: number, json: unknown): ApiAnswer => {
      measured({ operation: `${method} ${route}`, status, milliseconds: performance.now() - started });
      return { status, field: (name) => fieldOf(json, name), items: itemsOf(json) };
    };
    try {
      const response = await fetch(`${url}/api/v1${path}${search}`, {
        method,
        headers: {
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
        signal: AbortSignal.timeout(timeoutMs),
      });
      const text = await response.text();
      return end(response.status, text === "" ? undefined : JSON.parse(text));
    } catch {
      return end(0, undefined);
    }
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function fieldOf(json: unknown, name: string): unknown {
  return isObject(json) ? json[name] : undefined;
}

/** The rows of a list, which stand alone or under `items`. */
function itemsOf(json: unknown): ReadonlyArray<Readonly<Record<string, unknown>>> {
  const list = Array.isArray(json) ? json : fieldOf(json, "items");
  return Array.isArray(list) ? list.filter(isObject) : [];
}
