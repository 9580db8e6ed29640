import {
  type Attributes,
  type AttributeValue,
  type Exception,
  type HrTime,
  type Link,
  type Span,
  type SpanContext,
  SpanKind,
  type SpanStatus,
  SpanStatusCode,
  type TimeInput,
} from "@opentelemetry/api";
import {
  hrTimeDuration,
  type InstrumentationScope,
  isTimeInput,
  millisToHrTime,
  sanitizeAttributes,
  timeInputToHrTime,
} from "@opentelemetry/core";
import type { Resource } from "@opentelemetry/resources";
import type { ReadableSpan, TimedEvent } from "@opentelemetry/sdk-trace";
import {
  ATTR_EXCEPTION_MESSAGE,
  ATTR_EXCEPTION_STACKTRACE,
  ATTR_EXCEPTION_TYPE,
} from "@opentelemetry/semantic-conventions";

/** What all server spans of a process share. */
export interface ServerSpanSource {
  readonly resource: Resource;
  readonly instrumentationScope: InstrumentationScope;
  /** Takes each span once, when it has ended. */
  readonly onEnd: (span: ReadableSpan) => void;
}

/** OpenTelemetry's default limit of events in a span. */
const MOST_EVENTS = 128;
const UNSET: SpanStatus = { code: SpanStatusCode.UNSET };

/**
 * The span of a request. It keeps what it is told as it is, and makes what OTLP wants of it when it is exported, many at a
 * time: the SDK's span does that work as it comes, and costs a request more than all its metrics do.
 */
export class ServerSpan implements Span, ReadableSpan {
  name = "HTTP";
  status = UNSET;
  ended = false;
  droppedEventsCount = 0;
  readonly kind = SpanKind.SERVER;
  readonly attributes: Attributes = {};
  readonly events: TimedEvent[] = [];
  readonly links: Link[] = [];
  readonly droppedAttributesCount = 0;
  readonly droppedLinksCount = 0;
  readonly parentSpanContext?: SpanContext;
  readonly #context: SpanContext;
  readonly #source: ServerSpanSource;
  readonly #startedAt = Date.now();
  // Its length must not jump with the system's clock.
  readonly #started = performance.now();
  #milliseconds = 0;

  constructor(context: SpanContext, parent: SpanContext | undefined, source: ServerSpanSource) {
    this.#context = context;
    this.#source = source;
    if (parent !== undefined) this.parentSpanContext = parent;
  }

  get resource(): Resource {
    return this.#source.resource;
  }

  get instrumentationScope(): InstrumentationScope {
    return this.#source.instrumentationScope;
  }

  get startTime(): HrTime {
    return millisToHrTime(this.#startedAt);
  }

  get endTime(): HrTime {
    return millisToHrTime(this.#startedAt + this.#milliseconds);
  }

  get duration(): HrTime {
    return hrTimeDuration(this.startTime, this.endTime);
  }

  spanContext(): SpanContext {
    return this.#context;
  }

  isRecording(): boolean {
    return !this.ended;
  }

  updateName(name: string): this {
    if (!this.ended) this.name = name;
    return this;
  }

  setAttribute(key: string, value: AttributeValue): this {
    if (!this.ended) this.attributes[key] = value;
    return this;
  }

  setAttributes(attributes: Attributes): this {
    if (!this.ended) Object.assign(this.attributes, attributes);
    return this;
  }

  setStatus(status: SpanStatus): this {
    const isSettled = this.ended || this.status.code === SpanStatusCode.OK;
    if (!isSettled && status.code !== SpanStatusCode.UNSET) this.status = status;
    return this;
  }

  addLink(link: Link): this {
    return this.addLinks([link]);
  }

  addLinks(links: Link[]): this {
    if (!this.ended) this.links.push(...links);
    return this;
  }

  addEvent(name: string, attributesOrTime?: Attributes | TimeInput, time?: TimeInput): this {
    if (this.ended) return this;
    if (this.events.length === MOST_EVENTS) {
      this.events.shift();
      this.droppedEventsCount++;
    }
    const [attributes, at = this.#startedAt + this.#elapsed()] = isTimeInput(attributesOrTime)
      ? [undefined, attributesOrTime]
      : [attributesOrTime, time];
    this.events.push({ name, attributes: sanitizeAttributes(attributes), time: timeInputToHrTime(at) });
    return this;
  }

  recordException(exception: Exception, time?: TimeInput): void {
    const { code, name, message, stack } = typeof exception === "string" ? { message: exception } : exception;
    const attributes = {
      // As the SDK has it: a code of 0 is none.
      [ATTR_EXCEPTION_TYPE]: code ? code.toString() : name,
      [ATTR_EXCEPTION_MESSAGE]: message,
      [ATTR_EXCEPTION_STACKTRACE]: stack,
    };
    this.addEvent("exception", attributes, time);
  }

  /** Ends now. A second end is none. */
  end(): void {
    if (this.ended) return;
    this.#milliseconds = this.#elapsed();
    this.ended = true;
    this.#source.onEnd(this);
  }

  #elapsed(): number {
    return performance.now() - this.#started;
  }
}
