import { sign } from "../../service/outside/signature.ts";
import type { DocumentedOperation, WrittenRequest } from "./arbitrary-request.ts";

/** What fetch is able to send as a header. */
const SENDABLE = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * Sends a request to an operation of the service at `url`, as it is written. With a `secret` it is signed, instead of with
 * the signature that it came with.
 */
export async function sendRequest(
  url: string,
  operation: DocumentedOperation,
  request: WrittenRequest,
  {
    token,
    secret,
    headers: more,
  }: {
    readonly token?: string;
    readonly secret?: string | undefined;
    /** Sent besides, and instead of others of their names. */
    readonly headers?: Readonly<Record<string, string>>;
  },
): Promise<{ readonly status: number; readonly text: string }> {
  const path = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => percentEncoded(request.path[name]));
  const query = Object.entries(request.query).map(([name, value]) => `${name}=${percentEncoded(value)}`);
  const body = request.body === undefined ? undefined : JSON.stringify(request.body);
  const headers = Object.entries(request.header).filter(([, value]) => SENDABLE.test(String(value)));
  const response = await fetch(`${url}/api/v1${path}?${query.join("&")}`, {
    method: operation.method,
    headers: {
      ...Object.fromEntries(headers.map(([name, value]) => [name, String(value)])),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(secret === undefined ? {} : sign(secret, body ?? "", Date.now())),
      ...more,
    },
    ...(body === undefined ? {} : { body }),
    signal: AbortSignal.timeout(20_000),
  });
  return { status: response.status, text: await response.text() };
}

/** Also what is no Unicode: half of a surrogate pair becomes the bytes that it would have. */
function percentEncoded(value: unknown): string {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  return text.isWellFormed() ? encodeURIComponent(text) : "%ED%A0%80";
}
