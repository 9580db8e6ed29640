import type { Attributes } from "@opentelemetry/api";
import {
  ATTR_DB_NAMESPACE,
  ATTR_DB_OPERATION_NAME,
  ATTR_DB_QUERY_SUMMARY,
  ATTR_DB_SYSTEM_NAME,
} from "@opentelemetry/semantic-conventions";
import type { StatementObserver, StatementOperation } from "../../foundation/storage/database.ts";
import { type ClientCall, endClientSpan, serverAt, startClientSpan } from "./client-span.ts";
import type { LabelsOf, Metrics } from "./metrics.ts";

const METRIC = "db_client_operation_duration_seconds";

type System = LabelsOf<typeof METRIC>["db_system_name"];

/**
 * Measures every statement to the database at `url`, and makes a span of it in a traced request. Neither holds its text or
 * its parameters.
 */
export function observeDatabase(metrics: Metrics, url: string): StatementObserver {
  const system = url.startsWith("sqlite:") ? "sqlite" : "postgresql";
  const where = { [ATTR_DB_SYSTEM_NAME]: system, ...serverOf(system, url) };
  metrics.expect(METRIC, { db_system_name: system });
  return (operation, sql) => {
    const startedAt = performance.now();
    const span = startClientSpan(() => described(where, operation, sql));
    return (error) => {
      const seconds = (performance.now() - startedAt) / 1_000;
      const labels = { db_system_name: system, db_operation_name: operation, error_type: error?.kind ?? "" } as const;
      metrics.observe(METRIC, labels, seconds, span?.spanContext());
      endClientSpan(span, error?.kind);
    };
  };
}

/** A file has no server. */
function serverOf(system: System, url: string): Attributes {
  if (system === "sqlite") return {};
  const address = new URL(url);
  return { ...serverAt(address, 5_432), [ATTR_DB_NAMESPACE]: decodeURIComponent(address.pathname.slice(1)) };
}

function described(where: Attributes, operation: StatementOperation, sql: string): ClientCall {
  const summary = [operation, ...tablesOf(sql)].join(" ");
  const own = { [ATTR_DB_OPERATION_NAME]: operation, [ATTR_DB_QUERY_SUMMARY]: summary };
  return { name: summary, attributes: { ...where, ...own } };
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
