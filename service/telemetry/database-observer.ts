import { SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import { ATTR_DB_OPERATION_NAME, ATTR_DB_SYSTEM_NAME, ATTR_ERROR_TYPE } from "@opentelemetry/semantic-conventions";
import type { StatementObserver } from "../storage/database.ts";
import type { LabelsOf, Metrics } from "./metrics.ts";

const METRIC = "db_client_operation_duration_seconds";

/** Measures every statement, and makes a span of it in a traced request. Neither holds its text or its parameters. */
export function observeDatabase(
  metrics: Metrics,
  system: LabelsOf<typeof METRIC>["db_system_name"],
): StatementObserver {
  metrics.expect(METRIC, { db_system_name: system });
  const tracer = trace.getTracer("lucky-gas");
  return (operation) => {
    const startedAt = performance.now();
    const parent = trace.getActiveSpan();
    const span = parent?.isRecording()
      ? tracer.startSpan(operation, {
          kind: SpanKind.CLIENT,
          attributes: { [ATTR_DB_SYSTEM_NAME]: system, [ATTR_DB_OPERATION_NAME]: operation },
        })
      : undefined;
    return (error) => {
      const seconds = (performance.now() - startedAt) / 1_000;
      const labels = { db_system_name: system, db_operation_name: operation, error_type: error?.kind ?? "" } as const;
      metrics.observe(METRIC, labels, seconds, span?.spanContext());
      if (error !== undefined)
        span?.setStatus({ code: SpanStatusCode.ERROR }).setAttribute(ATTR_ERROR_TYPE, error.kind);
      span?.end();
    };
  };
}
