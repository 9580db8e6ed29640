import type { Slo } from "../model/slo.ts";

/** `sum by (region) (…)`, or `sum(…)` for an SLO that is not split. */
export function aggregate(operator: "sum" | "count", { by }: Slo, expression: string): string {
  return by.length === 0 ? `${operator}(${expression})` : `${operator} by (${by.join(", ")}) (${expression})`;
}
