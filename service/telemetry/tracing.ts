import type { IncomingHttpHeaders } from "node:http";
import {
  type Context,
  context,
  createContextKey,
  propagation,
  ROOT_CONTEXT,
  TraceFlags,
  type Tracer,
  trace,
} from "@opentelemetry/api";
import { parseTraceParent, W3CTraceContextPropagator } from "@opentelemetry/core";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { NodeSDK } from "@opentelemetry/sdk-node";
import {
  ParentBasedSampler,
  type Sampler,
  SamplingDecision,
  type SpanExporter,
  TraceIdRatioBasedSampler,
} from "@opentelemetry/sdk-trace";
import { ATTR_SERVICE_NAME, ATTR_SERVICE_VERSION } from "@opentelemetry/semantic-conventions";
import { FetchSpanExporter } from "./span-exporter.ts";
import { type DropReason, SpanQueue } from "./span-queue.ts";

export interface TracingOptions {
  /** The share of requests to trace, 0 to 1. */
  readonly ratio: number;
  /** The collector's base address for OTLP over HTTP. Without it, and without an exporter, nothing is traced. */
  readonly endpoint?: string | undefined;
  /** Takes the spans instead of the collector. */
  readonly exporter?: SpanExporter | undefined;
  readonly serviceName: string;
  readonly version: string;
  readonly random: () => number;
  /** Is told of spans that are lost. */
  readonly onDropped?: (spans: number, reason: DropReason) => void;
}

export interface Tracing {
  readonly tracer: Tracer;
  /** Decides at the door whether a request is traced, and as the continuation of what. A caller's decision is kept. */
  readonly admit: (headers: IncomingHttpHeaders) => Context | undefined;
  /** Spans that nobody ever received. */
  readonly droppedSpans: () => number;
  /** Sends what is left, for a few seconds at most. Never rejects: what could not be sent counts as dropped. */
  readonly shutdown: () => Promise<void>;
}

const LAST_SPANS_WITHIN_MS = 3_000;
const ADMITTED = createContextKey("admitted");
const ADMITTED_ROOT = ROOT_CONTEXT.setValue(ADMITTED, true);

/**
 * Starts OpenTelemetry's SDK without instrumentation packages: they patch what they watch, and cost a request 50 µs and
 * more even when it is not sampled. The service makes its own few spans where it knows what happens.
 */
export function startTracing(options: TracingOptions): Tracing {
  const { ratio, endpoint, serviceName, version, random, onDropped } = options;
  const exporter = options.exporter ?? (endpoint === undefined ? undefined : new FetchSpanExporter(endpoint));
  if (exporter === undefined) {
    const nothing = { admit: () => undefined, droppedSpans: () => 0, shutdown: async () => undefined };
    return { tracer: trace.getTracer(serviceName), ...nothing };
  }
  let dropped = 0;
  const queue = new SpanQueue(exporter, (spans, reason) => {
    dropped += spans;
    onDropped?.(spans, reason);
  });
  const propagator = new W3CTraceContextPropagator();
  const sdk = new NodeSDK({
    autoDetectResources: false,
    resource: resourceFromAttributes({ [ATTR_SERVICE_NAME]: serviceName, [ATTR_SERVICE_VERSION]: version }),
    sampler: new ParentBasedSampler({ root: new RootSampler(ratio) }),
    spanProcessors: [queue],
    textMapPropagator: propagator,
    metricReaders: [],
    logRecordProcessors: [],
    instrumentations: [],
  });
  sdk.start();
  return {
    tracer: trace.getTracer(serviceName, version),
    admit: (headers) => {
      const traceparent = headers["traceparent"];
      const parent = typeof traceparent === "string" ? parseTraceParent(traceparent) : null;
      if (parent === null) return random() < ratio ? ADMITTED_ROOT : undefined;
      if ((parent.traceFlags & TraceFlags.SAMPLED) === 0) return undefined;
      return propagation.extract(ROOT_CONTEXT, headers);
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

/** A request that was admitted is sampled; any other root, by its trace id. To ask the sampler for each request costs more. */
class RootSampler implements Sampler {
  readonly #ratio: TraceIdRatioBasedSampler;

  constructor(ratio: number) {
    this.#ratio = new TraceIdRatioBasedSampler(ratio);
  }

  shouldSample(parent: Context, traceId: string) {
    if (parent.getValue(ADMITTED) === true) return { decision: SamplingDecision.RECORD_AND_SAMPLED };
    return this.#ratio.shouldSample(parent, traceId);
  }

  toString(): string {
    return `RootSampler{${this.#ratio.toString()}}`;
  }
}
