import type Big from "big.js";
import type { Slo } from "../model/slo.ts";
import { printSelector } from "../promql/print.ts";
import type { Selector } from "../promql/syntax.ts";

/** `sum by (region) (…)`, or `sum(…)` for an SLO that is not split. */
export function aggregate(operator: "sum" | "count", { by }: Slo, expression: string): string {
  return by.length === 0 ? `${operator}(${expression})` : `${operator} by (${by.join(", ")}) (${expression})`;
}

/** The observations of a classic histogram. */
export function countSelector(histogram: Selector): string {
  return printSelector({ ...histogram, metric: `${histogram.metric}_count` });
}

/**
 * The observations up to a bound (seconds). Prometheus 3 writes the bound of a whole number as `1.0`, Prometheus 2 as the client did,
 * mostly `1` (prometheus docs/migration.md).
 */
export function bucketSelector(histogram: Selector, bound: Big): string {
  const value = bound.toFixed();
  const le = value.includes(".")
    ? { label: "le", operator: "=" as const, value }
    : { label: "le", operator: "=~" as const, value: `${value}(\\.0)?` };
  return printSelector({ ...histogram, metric: `${histogram.metric}_bucket` }, le);
}
