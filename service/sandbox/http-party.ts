import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { isSigned } from "../outside/signature.ts";
import type { Faults, Party } from "./faults.ts";

const LARGEST_BODY_BYTES = 1 << 20;
const SLOW_BY_MS = 5_000;

export interface PartyRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage["headers"];
  /** The body as JSON; undefined when it is empty or none. */
  readonly json: unknown;
}

export interface PartyAnswer {
  readonly status: number;
  readonly json?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface HttpParty {
  readonly party: Party;
  /** Whose signature it wants to see; absent where a request needs none. */
  readonly signature?: { readonly secret: string; readonly now: () => number };
  /** The party as its documentation describes it. */
  readonly right: (request: PartyRequest) => PartyAnswer | Promise<PartyAnswer>;
  /** The party when it lies: a well-formed answer that is not true. */
  readonly wrong: (request: PartyRequest) => PartyAnswer | Promise<PartyAnswer>;
}

export interface RunningParty {
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** Runs the sandbox of an outside party on a free loopback port. Down hangs up, as a dead host behind a balancer does. */
export async function startHttpParty(
  { party, signature, right, wrong }: HttpParty,
  faults: Faults,
): Promise<RunningParty> {
  const answer = async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const fault = faults.strike(party);
    if (fault?.mode === "down") {
      incoming.socket.destroy();
      return;
    }
    const text = await readText(incoming);
    const request = requestOf(incoming, text);
    if (fault?.mode === "slow") await sleep(fault.latencyMs ?? SLOW_BY_MS, undefined, { ref: false });
    const lies = fault?.mode === "wrong" || fault?.mode === "partly-wrong";
    const answered =
      fault?.mode === "rate-limited"
        ? { status: 429, json: { error: "rate limited" }, headers: { "retry-after": "1" } }
        : signature !== undefined && !isSignedRequest(incoming, text, signature)
          ? { status: 401, json: { error: "the signature does not fit" } }
          : await (lies ? wrong : right)(request);
    outgoing.writeHead(answered.status, { "content-type": "application/json", ...answered.headers });
    outgoing.end(answered.json === undefined ? undefined : JSON.stringify(answered.json));
  };
  const server = createServer((incoming, outgoing) => {
    // A caller that hangs up, or sends too much, gets no answer.
    answer(incoming, outgoing).catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function readText(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    size += chunk.length;
    if (size > LARGEST_BODY_BYTES) incoming.destroy();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function requestOf(incoming: IncomingMessage, text: string): PartyRequest {
  const url = new URL(incoming.url ?? "/", "http://sandbox");
  return {
    method: incoming.method ?? "GET",
    path: url.pathname,
    query: url.searchParams,
    headers: incoming.headers,
    json: asJson(text),
  };
}

function isSignedRequest(
  { url = "/", headers }: IncomingMessage,
  text: string,
  { secret, now }: NonNullable<HttpParty["signature"]>,
): boolean {
  const [timestamp, signature] = [headers["x-timestamp"], headers["x-signature"]].map(String);
  const given = { "x-timestamp": timestamp ?? "", "x-signature": signature ?? "" };
  return isSigned(secret, text === "" ? url : text, given, now());
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
