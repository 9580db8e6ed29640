import { createServer } from "node:http";
import { context, propagation, ROOT_CONTEXT, trace } from "@opentelemetry/api";
import { InMemorySpanExporter, type SpanExporter } from "@opentelemetry/sdk-trace";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { listen } from "../../foundation/http/listen.ts";
import { startTestCollector, type TestCollector } from "../../test/service/collector.ts";
import { startTracing, type Tracing, type TracingOptions } from "./tracing.ts";

let collector: TestCollector;
let tracing: Tracing;
let lost: string[];

beforeEach(async () => {
  collector = await startTestCollector();
  lost = [];
});
afterEach(async () => {
  await tracing.shutdown();
  collector.close();
});

function start(options: Partial<TracingOptions>): void {
  tracing = startTracing({
    ratio: 1,
    serviceName: "lucky-gas",
    version: "1.2.3",
    instanceId: "one",
    random: () => 0,
    onDropped: (spans, reason) => lost.push(`${spans} ${reason}`),
    ...options,
  });
}

function trade(spans: number): void {
  for (let span = 0; span < spans; span++) trace.getTracer("lucky-gas").startSpan("trade").end();
}

describe("spans", () => {
  it("reach the collector before the end, after a refusal that may pass", async () => {
    start({ endpoint: `${collector.url}/` });
    collector.answerNext(503, 503);
    trade(3);
    await tracing.shutdown();
    expect(collector.spans).toHaveLength(3);
    expect(collector.requests()).toBe(3);
    expect(tracing.droppedSpans()).toBe(0);
  });

  it("are given up and counted when the collector does not want them", async () => {
    start({ endpoint: collector.url });
    collector.answerNext(400);
    trade(3);
    await tracing.shutdown();
    expect(collector.requests()).toBe(1);
    expect([tracing.droppedSpans(), lost]).toEqual([3, ["3 export_failed"]]);
  });

  it("are given up and counted when the collector stays unavailable", async () => {
    start({ endpoint: collector.url });
    collector.answerNext(503, 503, 503, 503);
    trade(2);
    await tracing.shutdown();
    expect(collector.requests()).toBe(3);
    expect(tracing.droppedSpans()).toBe(2);
  });

  it("are tried again when nobody listens", async () => {
    const { server, url } = await listen(() => undefined, "127.0.0.1", 0);
    const port = Number(new URL(url).port);
    await new Promise((resolve) => server.close(resolve));
    start({ endpoint: url });
    trade(1);
    const sent = tracing.shutdown();
    const late = createServer((request, response) => {
      request.resume();
      response.end();
    });
    // A first try has been refused by then: the next one is half a second later.
    await new Promise((resolve) => setTimeout(resolve, 200));
    await new Promise<void>((resolve) => {
      late.listen(port, "127.0.0.1", resolve);
    });
    await sent;
    expect(tracing.droppedSpans()).toBe(0);
    late.close();
  });

  it("do not keep the process when the collector never answers", async () => {
    const { server, url } = await listen(() => undefined, "127.0.0.1", 0);
    start({ endpoint: url });
    trade(1);
    await tracing.shutdown();
    expect(tracing.droppedSpans()).toBe(1);
    server.closeAllConnections();
    server.close();
  });

  it("are given up before they take the memory that the process lives in", () => {
    const exporter: SpanExporter = { export: () => undefined, shutdown: async () => undefined };
    start({ exporter });
    for (let request = 0; request < 2_000; request++) {
      const span = tracing.admit({});
      for (let event = 0; event < 100; event++)
        span?.addEvent("event", { text: `${request} ${event}`.padEnd(200, "x") });
      span?.end();
    }
    const kept = 2_000 - tracing.droppedSpans();
    expect(kept * 100 * 200).toBeLessThan(32e6);
    expect(kept).toBeGreaterThan(400);
    expect(new Set(lost)).toEqual(new Set(["1 queue_full"]));
  });

  it("that come faster than the collector takes them are counted one by one", async () => {
    const stuck: Array<() => void> = [];
    const exporter: SpanExporter = {
      export: (_spans, done) => stuck.push(() => done({ code: 0 })),
      shutdown: async () => undefined,
    };
    start({ exporter });
    // One batch is on its way, and the queue is full behind it.
    trade(2_048 + 16_384);
    expect(tracing.droppedSpans()).toBe(0);
    trade(7);
    expect([tracing.droppedSpans(), new Set(lost)]).toEqual([7, new Set(["1 queue_full"])]);
    const ended = tracing.shutdown();
    while (stuck.length > 0) {
      for (const done of stuck.splice(0)) done();
      await new Promise(setImmediate);
    }
    await ended;
    expect(tracing.droppedSpans()).toBe(7);
  });
});

describe("what is traced", () => {
  const traceparent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7";

  it("is nothing without a collector", () => {
    start({});
    expect(tracing.admit({})).toBeUndefined();
    expect(trace.getTracer("lucky-gas").startSpan("trade").isRecording()).toBe(false);
  });

  it("goes on with a caller's trace and state, and not with one that the caller does not trace", () => {
    start({ exporter: new InMemorySpanExporter() });
    const span = tracing.admit({ traceparent: `${traceparent}-01`, tracestate: "vendor=1" });
    const carrier: Record<string, string> = {};
    if (span !== undefined) propagation.inject(trace.setSpan(ROOT_CONTEXT, span), carrier);
    const own = `00-4bf92f3577b34da6a3ce929d0e0e4736-${span?.spanContext().spanId}-01`;
    expect(carrier).toEqual({ traceparent: own, tracestate: "vendor=1" });
    expect(tracing.admit({ traceparent: `${traceparent}-00` })).toBeUndefined();
    const named = tracing.admit({ traceparent: `${traceparent}-01`, tracestate: "vendor=0912345678" });
    expect([named?.spanContext().traceId, named?.spanContext().traceState]).toEqual([
      traceparent.slice(3, 35),
      undefined,
    ]);
  });

  it("is for us to decide: whoever asks for a trace gets one no oftener than anybody else", () => {
    start({ exporter: new InMemorySpanExporter(), ratio: 0.1, random: () => 0.2 });
    expect(tracing.admit({ traceparent: `${traceparent}-01` })).toBeUndefined();
  });

  it("is an admitted request with all that it does, and of other roots their share", () => {
    start({ exporter: new InMemorySpanExporter(), ratio: 0.000_001 });
    const span = tracing.admit({});
    const tracer = trace.getTracer("lucky-gas");
    const within = trace.setSpan(ROOT_CONTEXT, span ?? tracer.startSpan("background work"));
    expect(tracer.startSpan("statement", {}, within).isRecording()).toBe(true);
    expect(tracer.startSpan("background work").isRecording()).toBe(false);
  });

  it("stays what it is over awaits", async () => {
    start({ exporter: new InMemorySpanExporter() });
    const span = trace.getTracer("lucky-gas").startSpan("request");
    await context.with(trace.setSpan(ROOT_CONTEXT, span), async () => {
      await new Promise((resolve) => setTimeout(resolve, 1));
      expect(trace.getActiveSpan()).toBe(span);
    });
    expect(trace.getActiveSpan()).toBeUndefined();
  });
});
