import { LABELS } from "../../model/contract.ts";
import type { Slo } from "../../model/slo.ts";
import { quote } from "../../promql/string-literal.ts";

/** A recorded series of one SLO. Every selector on a recorded series names its SLO, so that two SLOs over one metric never mix. */
export function recorded(name: string, slo: Slo): string {
  return `${name}{${LABELS.slo}=${quote(slo.id)}}`;
}

/** The labels that identify what is recorded. */
export function identity(slo: Slo): Record<string, string> {
  return { [LABELS.slo]: slo.id, [LABELS.service]: slo.service.name };
}
