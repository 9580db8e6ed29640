import { setTimeout as sleep } from "node:timers/promises";
import { ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";
import type { ReadableSpan, SpanExporter } from "@opentelemetry/sdk-trace";

type Done = Parameters<SpanExporter["export"]>[1];

const TRIES = 3;
const FIRST_WAIT_MS = 500;
const TRY_WITHIN_MS = 4_000;
/** OTLP/HTTP: these may be tried again, any other failure may not. */
const RETRIABLE = new Set([429, 502, 503, 504]);
const SUCCESS = 0;
const FAILED = 1;

/**
 * Sends spans as OTLP over fetch. The SDK's own exporter sends through node:http, whose client shares code with the
 * server: one export a second then costs every request 17 to 33 µs on Node 20.
 */
export class FetchSpanExporter implements SpanExporter {
  readonly #url: string;
  readonly #dropped: (spans: number) => void;
  readonly #pending = new Set<Promise<void>>();

  /** `endpoint` is the collector's base address; `dropped` is told how many spans were given up. */
  constructor(endpoint: string, dropped: (spans: number) => void) {
    this.#url = `${endpoint.replace(/\/$/, "")}/v1/traces`;
    this.#dropped = dropped;
  }

  export(spans: ReadableSpan[], done: Done): void {
    const body = ProtobufTraceSerializer.serializeRequest(spans);
    const sending = (body === undefined ? Promise.reject(new Error("spans cannot be serialized")) : this.#send(body))
      .then(() => done({ code: SUCCESS }))
      .catch((error: unknown) => {
        this.#dropped(spans.length);
        done({ code: FAILED, error: error instanceof Error ? error : new Error(String(error)) });
      })
      .finally(() => this.#pending.delete(sending));
    this.#pending.add(sending);
  }

  async forceFlush(): Promise<void> {
    await Promise.all(this.#pending);
  }

  async shutdown(): Promise<void> {
    await this.forceFlush();
  }

  async #send(body: Uint8Array): Promise<void> {
    for (let tries = 1; ; tries++) {
      const failure = await this.#try(Uint8Array.from(body));
      if (failure === undefined) return;
      if (!failure.retriable || tries === TRIES) throw new Error(`the collector ${failure.reason}`);
      await sleep(FIRST_WAIT_MS * 2 ** (tries - 1));
    }
  }

  async #try(body: Uint8Array<ArrayBuffer>): Promise<{ retriable: boolean; reason: string } | undefined> {
    try {
      const response = await fetch(this.#url, {
        method: "POST",
        headers: { "content-type": "application/x-protobuf" },
        body,
        signal: AbortSignal.timeout(TRY_WITHIN_MS),
      });
      await response.body?.cancel();
      if (response.ok) return undefined;
      return { retriable: RETRIABLE.has(response.status), reason: `answered ${response.status}` };
    } catch (error) {
      return { retriable: true, reason: `did not answer: ${String(error)}` };
    }
  }
}
