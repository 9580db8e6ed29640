import type { IncomingHttpHeaders } from "node:http";
import { context, propagation, ROOT_CONTEXT, type Span, type SpanContext, TraceFlags, trace } from "@opentelemetry/api";
import { parseTraceParent, W3CTraceContextPropagator } from "@opentelemetry/core";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { NodeSDK } from "@opentelemetry/sdk-node";
import {
  ParentBasedSampler,
  RandomIdGenerator,
  type SpanExporter,
  TraceIdRatioBasedSampler,
} from "@opentelemetry/sdk-trace";
import { ATTR_SERVICE_NAME, ATTR_SERVICE_VERSION } from "@opentelemetry/semantic-conventions";
import { redactText } from "./redaction.ts";
import { ServerSpan } from "./server-span.ts";
import { CollectorSpanExporter } from "./span-exporter.ts";
import { type DropReason, SpanQueue } from "./span-queue.ts";
import { LONGEST_VALUE } from "./span-redaction.ts";

export interface TracingOptions {
  /** The share of requests to trace, 0 to 1. */
  readonly ratio: number;
  /** The collector's base address for OTLP over HTTP. Without it, and without an exporter, nothing is traced. */
  readonly endpoint?: string | undefined;
  /** Takes the spans instead of the collector. */
  readonly exporter?: SpanExporter | undefined;
  readonly serviceName: string;
  readonly version: string;
  /** Tells this process from others of the service. */
  readonly instanceId: string;
  readonly random: () => number;
  /** Is told of spans that are lost. */
  readonly onDropped?: (spans: number, reason: DropReason) => void;
}

export interface Tracing {
  /**
   * Decides at the door whether a request is traced, and starts its span if it is. A caller's trace goes on, and a caller may
   * ask not to be traced; that a trace is made is ours to decide, or strangers would fill the queue.
   */
  readonly admit: (headers: IncomingHttpHeaders) => Span | undefined;
  /** Spans that nobody ever received. */
  readonly droppedSpans: () => number;
  /** Sends what is left, for a few seconds at most. Never rejects: what could not be sent counts as dropped. */
  readonly shutdown: () => Promise<void>;
}

const LAST_SPANS_WITHIN_MS = 3_000;

/**
 * Starts OpenTelemetry's SDK without instrumentation packages: they patch what they watch, and cost a request 50 µs and
 * more even when it is not sampled. The service makes its own few spans where it knows what happens.
 */
export function startTracing(options: TracingOptions): Tracing {
  const { ratio, endpoint, serviceName, version, instanceId, random, onDropped } = options;
  const exporter = options.exporter ?? (endpoint === undefined ? undefined : new CollectorSpanExporter(endpoint));
  if (exporter === undefined) {
    return { admit: () => undefined, droppedSpans: () => 0, shutdown: async () => undefined };
  }
  let dropped = 0;
  const queue = new SpanQueue(exporter, (spans, reason) => {
    dropped += spans;
    onDropped?.(spans, reason);
  });
  const resource = resourceFromAttributes({
    [ATTR_SERVICE_NAME]: serviceName,
    [ATTR_SERVICE_VERSION]: version,
    "service.instance.id": instanceId,
  });
  const sdk = new NodeSDK({
    autoDetectResources: false,
    resource,
    // For what no request began: jobs, and what the clock starts.
    sampler: new ParentBasedSampler({ root: new TraceIdRatioBasedSampler(ratio) }),
    spanProcessors: [queue],
    spanLimits: { attributeValueLengthLimit: LONGEST_VALUE },
    textMapPropagator: new W3CTraceContextPropagator(),
    metricReaders: [],
    logRecordProcessors: [],
    instrumentations: [],
  });
  sdk.start();
  const ids = new RandomIdGenerator();
  const source = {
    resource,
    instrumentationScope: { name: serviceName, version },
    onEnd: queue.onEnd.bind(queue),
  };
  const startSpan = (parent?: SpanContext): Span => {
    const { traceId = ids.generateTraceId(), traceState } = parent ?? {};
    const own = { traceId, spanId: ids.generateSpanId(), traceFlags: TraceFlags.SAMPLED };
    return new ServerSpan(traceState === undefined ? own : { ...own, traceState }, parent, source);
  };
  return {
    admit: (headers) => {
      if (random() >= ratio) return undefined;
      const traceparent = headers["traceparent"];
      const parent = typeof traceparent === "string" ? parseTraceParent(traceparent) : null;
      if (parent === null) return startSpan();
      if ((parent.traceFlags & TraceFlags.SAMPLED) === 0) return undefined;
      return startSpan(withoutPersonalState(trace.getSpanContext(propagation.extract(ROOT_CONTEXT, headers))));
    },
    droppedSpans: () => dropped,
    shutdown: async () => {
      const giveUp = setTimeout(() => exporter.shutdown(), LAST_SPANS_WITHIN_MS);
      await sdk.shutdown().catch(() => undefined);
      clearTimeout(giveUp);
      for (const api of [trace, context, propagation]) api.disable();
    },
  };
}

/** A caller's tracestate goes on to others and to the collector; one that names somebody does not. */
function withoutPersonalState(caller: SpanContext | undefined): SpanContext | undefined {
  const state = caller?.traceState?.serialize() ?? "";
  if (caller === undefined || redactText(state) === state) return caller;
  const { traceState: _, ...rest } = caller;
  return rest;
}
