import type { IncomingHttpHeaders } from "node:http";
import { Agent, request } from "undici";
import { besidesTheUsual } from "./certificates.ts";

const CONNECTS_WITHIN_MS = 5_000;

/** What is asked of somebody else, and how long and how much of it is waited for. */
export interface Call {
  readonly url: string;
  readonly method: "GET" | "POST" | "PUT" | "DELETE";
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Milliseconds from the call to the end of the answer. */
  readonly withinMs: number;
  /** Of the answer's body: what is longer is cut, or refused. */
  readonly mostBytes: number;
  readonly whenLonger: "cut" | "refuse";
  /** Breaks off before that. */
  readonly signal?: AbortSignal;
}

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** There was no answer, or not a whole one: refused, silent, a name that is none, a certificate that is wrong, too long. */
export class CallError extends Error {
  readonly kind: "timeout" | "connection" | "too long";

  constructor(kind: CallError["kind"], message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "CallError";
    this.kind = kind;
  }
}

/**
 * Calls others over HTTP, with connections that are kept. Redirects are not followed: what is meant for one is not for
 * another. `ca` is a certificate to trust besides the usual ones, as PEM.
 */
export class Caller {
  readonly #agent: Agent;

  constructor({ ca }: { readonly ca?: string | undefined } = {}) {
    this.#agent = new Agent({
      connect: { timeout: CONNECTS_WITHIN_MS, ...(ca === undefined ? {} : { ca: besidesTheUsual(ca) }) },
    });
  }

  /** Rejects with a CallError; a status of any kind is an answer. */
  async call({ url, method, headers = {}, body, withinMs, mostBytes, whenLonger, signal }: Call): Promise<Answer> {
    const deadline = AbortSignal.timeout(withinMs);
    try {
      const answer = await request(url, {
        method,
        headers,
        body: body ?? null,
        dispatcher: this.#agent,
        headersTimeout: withinMs,
        bodyTimeout: withinMs,
        signal: signal === undefined ? deadline : AbortSignal.any([signal, deadline]),
      });
      const { bytes, isWhole } = await readSome(answer.body, mostBytes);
      if (!isWhole && whenLonger === "refuse")
        throw new CallError("too long", `the answer is longer than ${mostBytes} bytes`);
      return { status: answer.statusCode, headers: answer.headers, text: bytes.toString("utf8") };
    } catch (error) {
      throw error instanceof CallError ? error : troubleOf(error, deadline.aborted);
    }
  }

  close(): Promise<void> {
    return this.#agent.destroy();
  }
}

/** Leaving the loop breaks off: the rest is not waited for. */
async function readSome(body: AsyncIterable<Buffer>, most: number) {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > most) break;
  }
  return { bytes: Buffer.concat(chunks).subarray(0, most), isWhole: length <= most };
}

function troubleOf(error: unknown, isLate: boolean): CallError {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && "code" in cause ? ` (${String(cause.code)})` : "";
  const isTimeout = isLate || /TIMEOUT/.test(code);
  const message = `no answer: ${cause instanceof Error ? cause.message : "failed"}${code}`;
  return new CallError(isTimeout ? "timeout" : "connection", message, { cause: error });
}
