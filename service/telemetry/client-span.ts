import { type Attributes, type Span, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { ATTR_ERROR_TYPE, ATTR_SERVER_ADDRESS, ATTR_SERVER_PORT } from "@opentelemetry/semantic-conventions";

/** A call to somebody else, as OpenTelemetry's conventions describe it. */
export interface ClientCall {
  /** Of few values: what is done, and to what. */
  readonly name: string;
  readonly attributes: Attributes;
}

/** Which server is called; `usualPort` is the one that its address need not name. */
export function serverAt({ hostname, port }: URL, usualPort: number): Attributes {
  return { [ATTR_SERVER_ADDRESS]: hostname, [ATTR_SERVER_PORT]: Number(port) || usualPort };
}

/** The span of a call, where what calls is traced: only then is the call described. `endClientSpan` ends it. */
export function startClientSpan(describe: () => ClientCall): Span | undefined {
  if (trace.getActiveSpan()?.isRecording() !== true) return undefined;
  const { name, attributes } = describe();
  return trace.getTracer("lucky-gas").startSpan(name, { kind: SpanKind.CLIENT, attributes });
}

/** `errorType` is the convention's error.type; empty for a call that went well. */
export function endClientSpan(span: Span | undefined, errorType = ""): void {
  if (errorType !== "") span?.setStatus({ code: SpanStatusCode.ERROR }).setAttribute(ATTR_ERROR_TYPE, errorType);
  span?.end();
}

/** Makes a call within its span; an error's class is its type. */
export async function inClientSpan<Result>(described: ClientCall, call: () => Promise<Result>): Promise<Result> {
  const span = startClientSpan(() => described);
  try {
    const result = await call();
    endClientSpan(span);
    return result;
  } catch (error) {
    endClientSpan(span, error instanceof Error ? error.constructor.name : "_OTHER");
    throw error;
  }
}
