import { LABELS } from "../../model/contract.ts";
import type { Slo } from "../../model/slo.ts";
import { quote } from "../../promql/string-literal.ts";

/** A recorded series of one SLO. Every selector on a recorded series names its SLO, so that two SLOs over one metric never mix. */
export function recorded(name: string, slo: Slo): string {
  return `${name}{${LABELS.slo}=${quote(slo.id)}}`;
}

/** `sum by (region) (…)`, or `sum(…)` for an SLO that is not split. */
export function aggregate(operator: "sum" | "count", slo: Slo, expression: string): string {
  return slo.by.length === 0 ? `${operator}(${expression})` : `${operator} by (${slo.by.join(", ")}) (${expression})`;
}

/** The labels that identify what is recorded. */
export function identity(slo: Slo): Record<string, string> {
  return { [LABELS.slo]: slo.id, [LABELS.service]: slo.service.name };
}
