import { listen } from "../../foundation/http/listen.ts";
import { createApi } from "../../service/http/api.ts";
import { createAuthentication } from "../../service/http/authentication.ts";
import type { Operation, Role } from "../../service/http/operation.ts";
import type { TestCore } from "./core.ts";

const SECRET = "a secret for tests only, 32 characters";

export interface TestApi {
  /** With /api/v1. */
  readonly url: string;
  readonly get: (path: string, role: Role) => Promise<{ status: number; body: unknown }>;
  /** Without a role the call carries no token; `headers` may sign it. POST unless `method` says otherwise. */
  readonly post: (
    path: string,
    body: unknown,
    options?: {
      readonly role?: Role;
      readonly headers?: Readonly<Record<string, string>>;
      readonly method?: "POST" | "PUT" | "PATCH" | "DELETE";
    },
  ) => Promise<{ status: number; body: unknown }>;
  readonly close: () => Promise<void>;
}

/** The API over HTTP for the tests of one part. */
export async function testApi(
  { now, log }: TestCore,
  operations: readonly Operation[],
  origins: readonly string[] = [],
): Promise<TestApi> {
  const authentication = createAuthentication(SECRET, now);
  const rate = { perSecond: 10_000, burst: 10_000 };
  const observer = { route: () => (_request: object, _response: object, next: () => void) => next() };
  const { server, url } = await listen(
    createApi({ operations, documents: {}, authentication, observer, log, now, rate, origins, trust: () => false }),
    "127.0.0.1",
    0,
  );
  const token = (role: Role) => authentication.issue({ userId: "someone", role, sessionId: "session" });
  const call = async (path: string, init: RequestInit) => {
    const response = await fetch(`${url}/api/v1${path}`, init);
    const text = await response.text();
    return { status: response.status, body: text === "" ? undefined : JSON.parse(text) };
  };
  return {
    url: `${url}/api/v1`,
    get: async (path, role) => call(path, { headers: { authorization: `Bearer ${await token(role)}` } }),
    post: async (path, body, { role, headers = {}, method = "POST" } = {}) =>
      call(path, {
        method,
        headers: {
          "content-type": "application/json",
          ...(role === undefined ? {} : { authorization: `Bearer ${await token(role)}` }),
          ...headers,
        },
        body: JSON.stringify(body),
      }),
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}
