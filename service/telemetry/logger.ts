import { isSpanContextValid, trace } from "@opentelemetry/api";
import pino, { type DestinationStream, type Logger as PinoLogger } from "pino";
import { redactLine } from "./redaction.ts";

export type Logger = PinoLogger;

export interface LoggerOptions {
  readonly level: string;
  /** Standard output when not given. */
  readonly destination?: DestinationStream;
}

/**
 * Logs JSON lines with the ids of the active trace. Personal data and secrets are taken out of the finished line, so that
 * it does not matter how they got there: a field, an error, a child's bindings, or a message put together from parts.
 */
export function createLogger({ level, destination }: LoggerOptions): Logger {
  return pino(
    {
      level,
      base: { service: "lucky-gas" },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      mixin: traceFields,
      hooks: { streamWrite: redactLine },
    },
    destination ?? pino.destination({ sync: false }),
  );
}

function traceFields(): object {
  const span = trace.getActiveSpan()?.spanContext();
  if (span === undefined || !isSpanContextValid(span)) return {};
  return { trace_id: span.traceId, span_id: span.spanId, trace_flags: span.traceFlags.toString(16).padStart(2, "0") };
}
