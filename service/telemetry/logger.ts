import { isSpanContextValid, trace } from "@opentelemetry/api";
import pino, { type DestinationStream, type Logger as PinoLogger } from "pino";
import { redact, redactText } from "./redaction.ts";

export type Logger = PinoLogger;

export interface LoggerOptions {
  readonly level: string;
  /** Standard output when not given. */
  readonly destination?: DestinationStream;
}

/** Logs JSON lines with the ids of the active trace, without personal data or secrets. */
export function createLogger({ level, destination }: LoggerOptions): Logger {
  return pino(
    {
      level,
      base: { service: "lucky-gas" },
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      mixin: traceFields,
      hooks: {
        logMethod(args, method) {
          const clean = args.map((argument) =>
            typeof argument === "string" ? redactText(argument) : redactFields(argument),
          );
          Reflect.apply(method, this, clean);
        },
      },
    },
    destination ?? pino.destination({ sync: false }),
  );
}

/** pino takes an error alone for the field `err`. */
function redactFields(argument: unknown): unknown {
  return argument instanceof Error ? { err: redact(argument) } : redact(argument);
}

function traceFields(): object {
  const span = trace.getActiveSpan()?.spanContext();
  if (span === undefined || !isSpanContextValid(span)) return {};
  return { trace_id: span.traceId, span_id: span.spanId, trace_flags: `0${span.traceFlags}` };
}
