import { type Context, ROOT_CONTEXT, TraceFlags, type Tracer, trace } from "@opentelemetry/api";
import { parseTraceParent, W3CTraceContextPropagator } from "@opentelemetry/core";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { NodeSDK } from "@opentelemetry/sdk-node";
import { AlwaysOnSampler, BatchSpanProcessor, ParentBasedSampler } from "@opentelemetry/sdk-trace";
import { ATTR_SERVICE_NAME, ATTR_SERVICE_VERSION } from "@opentelemetry/semantic-conventions";
import { FetchSpanExporter } from "./span-exporter.ts";

export interface TracingOptions {
  /** The collector's base address for OTLP over HTTP; without one nothing is traced. */
  readonly endpoint: string | undefined;
  /** The share of requests to trace, 0 to 1. */
  readonly ratio: number;
  readonly version: string;
  readonly random: () => number;
}

export interface Tracing {
  readonly tracer: Tracer;
  /** Decides at the door whether a request is traced, and as the continuation of what. A caller's decision is kept. */
  readonly admit: (traceparent: string | undefined) => Context | undefined;
  /** Spans that the collector never took. */
  readonly dropped: () => number;
  /** Sends what is left. */
  readonly shutdown: () => Promise<void>;
}

// One export is on its way at a time: at 200 ms each, this queue carries 10,000 spans a second.
const QUEUE = {
  maxQueueSize: 16_384,
  maxExportBatchSize: 2_048,
  scheduledDelayMillis: 1_000,
  exportTimeoutMillis: 15_000,
};

/**
 * Starts OpenTelemetry's SDK without instrumentation packages: they patch what they watch, and cost a request 50 µs and
 * more even when it is not sampled. The service makes its own few spans where it knows what happens.
 */
export function startTracing({ endpoint, ratio, version, random }: TracingOptions): Tracing {
  if (endpoint === undefined) {
    const nothing = { admit: () => undefined, dropped: () => 0, shutdown: async () => undefined };
    return { tracer: trace.getTracer("lucky-gas"), ...nothing };
  }
  let dropped = 0;
  const exporter = new FetchSpanExporter(endpoint, (spans) => {
    dropped += spans;
  });
  const sdk = new NodeSDK({
    autoDetectResources: false,
    resource: resourceFromAttributes({ [ATTR_SERVICE_NAME]: "lucky-gas", [ATTR_SERVICE_VERSION]: version }),
    // Whoever opens a root span has decided already: see admit.
    sampler: new ParentBasedSampler({ root: new AlwaysOnSampler() }),
    spanProcessors: [new BatchSpanProcessor({ exporter, ...QUEUE })],
    textMapPropagator: new W3CTraceContextPropagator(),
    metricReaders: [],
    logRecordProcessors: [],
    instrumentations: [],
  });
  sdk.start();
  return {
    tracer: trace.getTracer("lucky-gas", version),
    admit: (traceparent) => {
      const parent = traceparent === undefined ? null : parseTraceParent(traceparent);
      if (parent === null) return random() < ratio ? ROOT_CONTEXT : undefined;
      if ((parent.traceFlags & TraceFlags.SAMPLED) === 0) return undefined;
      return trace.setSpanContext(ROOT_CONTEXT, { ...parent, isRemote: true });
    },
    dropped: () => dropped,
    shutdown: () => sdk.shutdown(),
  };
}
