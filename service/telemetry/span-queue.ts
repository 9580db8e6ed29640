import type { Attributes } from "@opentelemetry/api";
import type { ExportResult } from "@opentelemetry/core";
import { BatchSpanProcessor, type ReadableSpan, type SpanExporter } from "@opentelemetry/sdk-trace";
import { redactSpan } from "./span-redaction.ts";

/** Why a span was lost: more came than the collector took, or the collector did not take them. */
export type DropReason = "queue_full" | "export_failed";

// One export is on its way at a time: with an answer after 200 ms, this carries 10,000 spans a second.
const QUEUE = {
  maxQueueSize: 16_384,
  maxExportBatchSize: 2_048,
  scheduledDelayMillis: 1_000,
  exportTimeoutMillis: 15_000,
};
const SUCCESS = 0;
/** What waits and what is on its way together: a collector that does not answer must not take the process's memory. */
const MOST_BYTES = 32 << 20;
/** A span without its texts, and an attribute or an event without its own. */
const SPAN_BYTES = 1_024;
const FIELD_BYTES = 64;

interface Waiting {
  /** In the queue. */
  spans: number;
  /** In the queue and on their way. */
  bytes: number;
}

/**
 * The SDK's batches, of spans without personal data, with every span counted that is lost: the SDK itself tells of them in
 * a debug message. Every span passes here, so what it holds is cleaned here and nowhere else.
 */
export class SpanQueue extends BatchSpanProcessor {
  readonly #dropped: (spans: number, reason: DropReason) => void;
  readonly #waiting: Waiting;

  constructor(exporter: SpanExporter, dropped: (spans: number, reason: DropReason) => void) {
    const waiting = { spans: 0, bytes: 0 };
    super({ exporter: counted(exporter, waiting, dropped), ...QUEUE });
    this.#waiting = waiting;
    this.#dropped = dropped;
  }

  override onEnd(span: ReadableSpan): void {
    redactSpan(span);
    const bytes = bytesOf(span);
    if (this.#waiting.spans >= QUEUE.maxQueueSize || this.#waiting.bytes + bytes > MOST_BYTES) {
      this.#dropped(1, "queue_full");
      return;
    }
    this.#waiting.spans++;
    this.#waiting.bytes += bytes;
    super.onEnd(span);
  }
}

function counted(
  exporter: SpanExporter,
  waiting: Waiting,
  dropped: (spans: number, reason: DropReason) => void,
): SpanExporter {
  return {
    export(spans, done) {
      waiting.spans -= spans.length;
      const bytes = spans.reduce((sum, span) => sum + bytesOf(span), 0);
      exporter.export(spans, (result: ExportResult) => {
        waiting.bytes -= bytes;
        if (result.code !== SUCCESS) dropped(spans.length, "export_failed");
        done(result);
      });
    },
    shutdown: () => exporter.shutdown(),
  };
}

/** About what a span holds, generously. */
function bytesOf({ attributes, events }: ReadableSpan): number {
  return events.reduce((sum, event) => sum + FIELD_BYTES + textsOf(event.attributes), SPAN_BYTES + textsOf(attributes));
}

function textsOf(attributes: Attributes | undefined): number {
  let bytes = 0;
  for (const key in attributes) {
    const value = attributes[key];
    // A character takes one byte or two.
    bytes += FIELD_BYTES + (typeof value === "string" ? 2 * value.length : 0);
  }
  return bytes;
}
