import { type Span, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { hrTimeToMilliseconds } from "@opentelemetry/core";
import { ProtobufTraceSerializer } from "@opentelemetry/otlp-transformer";
import { resourceFromAttributes } from "@opentelemetry/resources";
import { InMemorySpanExporter, type ReadableSpan, SimpleSpanProcessor, TracerProvider } from "@opentelemetry/sdk-trace";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { REQUEST_ROOT_CONTEXT } from "./request-context.ts";
import { ServerSpan } from "./server-span.ts";

const CONTEXT = { traceId: "4bf92f3577b34da6a3ce929d0e0e4736", spanId: "00f067aa0ba902b7", traceFlags: 1 };
const LINK = { context: { ...CONTEXT, spanId: "1111111111111111" } };

function createSpan(): { span: ServerSpan; ended: ReadableSpan[] } {
  const ended: ReadableSpan[] = [];
  const source = {
    resource: resourceFromAttributes({ "service.name": "lucky-gas" }),
    instrumentationScope: { name: "lucky-gas", version: "1" },
    onEnd: (span: ReadableSpan) => ended.push(span),
  };
  return { span: new ServerSpan(CONTEXT, undefined, source), ended };
}

/** What both kinds of spans must agree on: all but their ids and times. */
function told({ name, kind, attributes, events, links, status, ended, droppedEventsCount }: ReadableSpan) {
  const happened = events.map((event) => [event.name, event.attributes]);
  return { name, kind, attributes, happened, links: links.length, status, ended, droppedEventsCount };
}

type Call = (span: Span) => unknown;

const text = fc.string({ minLength: 1, maxLength: 8 });
const attributes = fc.dictionary(text, fc.oneof(text, fc.integer(), fc.boolean()), {
  maxKeys: 3,
  noNullPrototype: true,
});
const status = fc.record({
  code: fc.constantFrom(SpanStatusCode.UNSET, SpanStatusCode.OK, SpanStatusCode.ERROR),
});
const error = fc.oneof(text, fc.record({ name: text, message: text }), fc.record({ code: fc.nat(), message: text }));
const call: fc.Arbitrary<Call> = fc.oneof(
  text.map((name) => (span: Span) => span.updateName(name)),
  attributes.map((all) => (span: Span) => span.setAttributes(all)),
  fc.tuple(text, text).map(
    ([key, value]) =>
      (span: Span) =>
        span.setAttribute(key, value),
  ),
  status.map((next) => (span: Span) => span.setStatus(next)),
  {
    weight: 10,
    arbitrary: fc.tuple(text, attributes).map(
      ([name, all]) =>
        (span: Span) =>
          span.addEvent(name, all),
    ),
  },
  text.map((name) => (span: Span) => span.addEvent(name, new Date(0))),
  error.map((exception) => (span: Span) => span.recordException(exception)),
  fc.constant((span: Span) => span.addLink(LINK)),
);

describe("a request's span", () => {
  it("holds what the SDK's would, whatever it is told before and after its end", () => {
    const exporter = new InMemorySpanExporter();
    const sdk = new TracerProvider({ spanProcessors: [new SimpleSpanProcessor({ exporter })] });
    fc.assert(
      fc.property(
        fc.array(call, { maxLength: 300, size: "max" }),
        fc.array(call, { maxLength: 3 }),
        (during, after) => {
          const theirs = sdk.getTracer("lucky-gas").startSpan("HTTP", { kind: SpanKind.SERVER });
          const { span: ours, ended } = createSpan();
          for (const span of [theirs, ours]) {
            for (const tell of during) tell(span);
            span.end();
            for (const tell of after) tell(span);
          }
          const [expected] = exporter.getFinishedSpans();
          exporter.reset();
          expect(ended.map(told)).toEqual(expected === undefined ? [] : [told(expected)]);
        },
      ),
      { numRuns: 50 },
    );
  });

  it("ends once, and is exported with the time that it took", async () => {
    const { span, ended } = createSpan();
    const before = Date.now();
    await new Promise((resolve) => setTimeout(resolve, 20));
    span.addEvent("halfway");
    span.end();
    span.end();
    expect(ended).toEqual([span]);
    expect(hrTimeToMilliseconds(span.duration)).toBeGreaterThan(18);
    expect(Math.abs(hrTimeToMilliseconds(span.startTime) - before)).toBeLessThan(1_000);
    const [halfway] = span.events;
    expect(hrTimeToMilliseconds(halfway?.time ?? [0, 0])).toBeLessThanOrEqual(hrTimeToMilliseconds(span.endTime));
    expect(ProtobufTraceSerializer.serializeRequest(ended)?.length).toBeGreaterThan(50);
  });
});

describe("a request's context", () => {
  it("carries its span, and what is set in it, to those who come after and to nobody else", () => {
    const { span } = createSpan();
    const [own, other] = [Symbol("own"), Symbol("other")];
    const within = trace.setSpan(REQUEST_ROOT_CONTEXT, span);
    const deeper = within.setValue(own, 1).setValue(own, 2).setValue(other, 3);
    expect([trace.getSpan(deeper), deeper.getValue(own), deeper.getValue(other)]).toEqual([span, 2, 3]);
    expect(deeper.deleteValue(own).getValue(own)).toBeUndefined();
    expect([within.getValue(own), trace.getSpan(REQUEST_ROOT_CONTEXT)]).toEqual([undefined, undefined]);
  });
});
