import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import protobuf from "protobufjs";

export interface ReceivedSpan {
  readonly name: string;
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for a root. */
  readonly parentSpanId: string;
  /** 1 internal, 2 server, 3 client, 4 producer, 5 consumer. */
  readonly kind: number;
  /** 0 unset, 1 ok, 2 error. */
  readonly status: number;
  readonly attributes: Readonly<Record<string, string | number>>;
}

export interface TestCollector {
  readonly url: string;
  readonly spans: ReceivedSpan[];
  /** Attributes of the process that sent the last spans. */
  readonly resource: () => Readonly<Record<string, string | number>>;
  readonly requests: () => number;
  /** All that ever came, events and messages too, as text with a few bytes of protobuf in between. */
  readonly everything: () => string;
  /** The statuses of the next answers, 200 after the last; a 503 asks to be tried again at once. */
  readonly answerNext: (...statuses: number[]) => void;
  readonly close: () => void;
}

/** The part of OTLP that the tests look at: opentelemetry/proto/trace/v1/trace.proto. */
const SCHEMA = `
  syntax = "proto3";
  message Request { repeated ResourceSpans resource_spans = 1; }
  message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; }
  message Resource { repeated KeyValue attributes = 1; }
  message ScopeSpans { repeated Span spans = 2; }
  message Span {
    bytes trace_id = 1; bytes span_id = 2; bytes parent_span_id = 4; string name = 5; int32 kind = 6;
    repeated KeyValue attributes = 9; Status status = 15;
  }
  message Status { int32 code = 3; }
  message KeyValue { string key = 1; Value value = 2; }
  message Value { oneof value { string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4; } }
`;
const REQUEST = protobuf.parse(SCHEMA).root.lookupType("Request");

interface KeyValue {
  readonly key: string;
  readonly value: { readonly stringValue?: string; readonly intValue?: number };
}
interface Message {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly KeyValue[] };
    readonly scopeSpans: readonly {
      readonly spans: readonly {
        readonly traceId: Uint8Array;
        readonly spanId: Uint8Array;
        readonly parentSpanId: Uint8Array;
        readonly name: string;
        readonly kind: number;
        readonly attributes: readonly KeyValue[];
        readonly status: { readonly code: number } | null;
      }[];
    }[];
  }[];
}

/** Receives OTLP over HTTP as a collector does. */
export async function startTestCollector(): Promise<TestCollector> {
  const spans: ReceivedSpan[] = [];
  const statuses: number[] = [];
  const bodies: Buffer[] = [];
  let requests = 0;
  let resource: Record<string, string | number> = {};
  const server = createServer(async (request, response) => {
    requests++;
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    bodies.push(...chunks);
    const status = request.url === "/v1/traces" ? (statuses.shift() ?? 200) : 404;
    if (status === 200) {
      for (const resourceSpans of decode(Buffer.concat(chunks)).resourceSpans) {
        resource = attributesOf(resourceSpans.resource.attributes);
        spans.push(...resourceSpans.scopeSpans.flatMap((scope) => scope.spans.map(received)));
      }
    }
    response.writeHead(status, status === 503 ? { "retry-after": "0" } : {}).end();
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    spans,
    resource: () => resource,
    requests: () => requests,
    everything: () => Buffer.concat(bodies).toString("utf8"),
    answerNext: (...next) => statuses.push(...next),
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

function decode(bytes: Buffer): Message {
  const message = REQUEST.toObject(REQUEST.decode(bytes), { longs: Number, defaults: true });
  // The schema above says what a decoded message looks like.
  return message as Message;
}

function received(span: Message["resourceSpans"][0]["scopeSpans"][0]["spans"][0]): ReceivedSpan {
  const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
  return {
    name: span.name,
    traceId: hex(span.traceId),
    spanId: hex(span.spanId),
    parentSpanId: hex(span.parentSpanId),
    kind: span.kind,
    status: span.status?.code ?? 0,
    attributes: attributesOf(span.attributes),
  };
}

function attributesOf(attributes: readonly KeyValue[]): Record<string, string | number> {
  return Object.fromEntries(attributes.map(({ key, value }) => [key, value.stringValue ?? value.intValue ?? ""]));
}
