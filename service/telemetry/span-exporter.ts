import { setTimeout as sleep } from "node:timers/promises";
import { ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";
import type { ReadableSpan, SpanExporter } from "@opentelemetry/sdk-trace";
import { Agent, request } from "undici";

type Done = Parameters<SpanExporter["export"]>[1];

const TRIES = 3;
const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 4_000;
const TRY_WITHIN_MS = 3_000;
/** OTLP/HTTP: these may be tried again, any other failure may not. */
const RETRIABLE = new Set([429, 502, 503, 504]);
const SUCCESS = 0;
const FAILED = 1;

interface Failure {
  readonly reason: string;
  readonly isRetriable: boolean;
  /** How long the collector asks to be left alone, when it says so. */
  readonly waitMs?: number | undefined;
}

/**
 * Sends spans as OTLP over HTTP. The SDK's own exporters send through node:http, whose client slows the server in the same
 * process down, or through fetch, which costs three times the processor time and gives up when a connection is refused.
 */
export class CollectorSpanExporter implements SpanExporter {
  readonly #url: string;
  readonly #agent = new Agent({
    connect: { timeout: TRY_WITHIN_MS },
    headersTimeout: TRY_WITHIN_MS,
    bodyTimeout: TRY_WITHIN_MS,
  });
  readonly #stop = new AbortController();

  /** `endpoint` is the collector's base address. */
  constructor(endpoint: string) {
    this.#url = `${endpoint.replace(/\/$/, "")}/v1/traces`;
  }

  export(spans: ReadableSpan[], done: Done): void {
    this.#send(spans).then(
      () => done({ code: SUCCESS }),
      (error: unknown) => done({ code: FAILED, error: error instanceof Error ? error : new Error(String(error)) }),
    );
  }

  /** Gives up what is on its way. */
  async shutdown(): Promise<void> {
    this.#stop.abort();
    await this.#agent.destroy();
  }

  async #send(spans: ReadableSpan[]): Promise<void> {
    const bytes = ProtobufTraceSerializer.serializeRequest(spans);
    if (bytes === undefined) throw new Error("spans cannot be serialized");
    for (let tries = 1; ; tries++) {
      const failure = await this.#try(bytes);
      if (failure === undefined) return;
      if (!failure.isRetriable || tries === TRIES) throw new Error(`the collector ${failure.reason}`);
      const waitMs = Math.min(failure.waitMs ?? FIRST_WAIT_MS * 2 ** (tries - 1), LONGEST_WAIT_MS);
      await sleep(waitMs, undefined, { signal: this.#stop.signal });
    }
  }

  async #try(body: Uint8Array): Promise<Failure | undefined> {
    try {
      const {
        statusCode,
        headers,
        body: answer,
      } = await request(this.#url, {
        method: "POST",
        headers: { "content-type": "application/x-protobuf" },
        body,
        dispatcher: this.#agent,
        signal: this.#stop.signal,
      });
      await answer.dump();
      if (statusCode >= 200 && statusCode < 300) return undefined;
      const seconds = Number(headers["retry-after"] ?? Number.NaN);
      return {
        reason: `answered ${statusCode}`,
        isRetriable: RETRIABLE.has(statusCode),
        waitMs: seconds >= 0 ? seconds * 1_000 : undefined,
      };
    } catch (error) {
      return { reason: `did not answer: ${String(error)}`, isRetriable: !this.#stop.signal.aborted };
    }
  }
}
