import { type Span, SpanKind, SpanStatusCode, trace } from "@opentelemetry/api";
import {
  ATTR_DB_OPERATION_NAME,
  ATTR_DB_QUERY_SUMMARY,
  ATTR_DB_SYSTEM_NAME,
  ATTR_ERROR_TYPE,
} from "@opentelemetry/semantic-conventions";
import type { StatementObserver, StatementOperation } from "../../foundation/storage/database.ts";
import type { LabelsOf, Metrics } from "./metrics.ts";

const METRIC = "db_client_operation_duration_seconds";

type System = LabelsOf<typeof METRIC>["db_system_name"];

/** Measures every statement, and makes a span of it in a traced request. Neither holds its text or its parameters. */
export function observeDatabase(metrics: Metrics, system: System): StatementObserver {
  metrics.expect(METRIC, { db_system_name: system });
  return (operation, sql) => {
    const startedAt = performance.now();
    const span = trace.getActiveSpan()?.isRecording() ? startSpan(system, operation, sql) : undefined;
    return (error) => {
      const seconds = (performance.now() - startedAt) / 1_000;
      const labels = { db_system_name: system, db_operation_name: operation, error_type: error?.kind ?? "" } as const;
      metrics.observe(METRIC, labels, seconds, span?.spanContext());
      if (span === undefined) return;
      if (error !== undefined) span.setStatus({ code: SpanStatusCode.ERROR }).setAttribute(ATTR_ERROR_TYPE, error.kind);
      span.end();
    };
  };
}

function startSpan(system: System, operation: StatementOperation, sql: string): Span {
  const summary = [operation, ...tablesOf(sql)].join(" ");
  const attributes = {
    [ATTR_DB_SYSTEM_NAME]: system,
    [ATTR_DB_OPERATION_NAME]: operation,
    [ATTR_DB_QUERY_SUMMARY]: summary,
  };
  return trace.getTracer("lucky-gas").startSpan(summary, { kind: SpanKind.CLIENT, attributes });
}

const MOST_TABLES = 3;
const TEXT = /'(?:[^']|'')*'/g;
// Not the words that follow FOR UPDATE and DO UPDATE.
const TABLE = /\b(?:FROM|JOIN|INTO|UPDATE)\s+(?!SET\b|SKIP\b|NOWAIT\b|OF\b)(\w+)/gi;

/** The names after FROM and its like. */
function tablesOf(sql: string): Set<string> {
  const names = Array.from(sql.replaceAll(TEXT, "''").matchAll(TABLE), ([, name]) => name ?? "");
  return new Set(names.slice(0, MOST_TABLES));
}
