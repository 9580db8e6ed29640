import type { BurnAlert } from "../../model/burn-policy.ts";
import { type ALERTS, LABELS } from "../../model/contract.ts";
import type { CloudProject } from "../../model/platform.ts";
import type { Slo } from "../../model/slo.ts";
import { LIMITS, shortened } from "./limits.ts";
import { labelValue } from "./resource-names.ts";
import { type AlertPolicy, type PrometheusQuery, seconds } from "./resources.ts";

const SEVERITIES = { page: "CRITICAL", ticket: "WARNING" } as const;

type AlertKind = "budget-burn" | "signal-absent";

/** What all policies of an SLO share, around what tells them apart. */
export function alertPolicy(
  slo: Slo,
  alert: BurnAlert,
  { notificationChannels }: CloudProject,
  own: Pick<AlertPolicy, "displayName" | "documentation" | "conditions"> & {
    readonly kind: AlertKind;
    /** Milliseconds after which an incident without any data is closed. */
    readonly autoClose: number;
  },
): AlertPolicy {
  return {
    displayName: shortened(own.displayName, LIMITS.displayName),
    documentation: own.documentation,
    userLabels: userLabels(slo, alert, own.kind),
    conditions: own.conditions,
    combiner: own.conditions.length > 1 ? "AND" : "OR",
    enabled: true,
    ...(notificationChannels.length === 0 ? {} : { notificationChannels }),
    alertStrategy: { autoClose: seconds(own.autoClose) },
    severity: SEVERITIES[alert.severity],
  };
}

function userLabels(slo: Slo, alert: BurnAlert, kind: AlertKind): Record<string, string> {
  return {
    // Capitals are not allowed here, so the router tells the alerts apart by their file's word.
    alert: kind,
    [LABELS.slo]: labelValue(slo.id),
    [LABELS.service]: labelValue(slo.service.name),
    [LABELS.owner]: labelValue(slo.service.owner),
    [LABELS.tier]: String(slo.service.tier),
    [LABELS.escalation]: labelValue(alert.escalation),
    [LABELS.severity]: alert.severity,
  };
}

/** A condition in PromQL, with the labels that the Prometheus rule of the same alert has. `holds` is in milliseconds. */
export function prometheusQuery(
  slo: Slo,
  alert: BurnAlert,
  alertRule: (typeof ALERTS)[keyof typeof ALERTS],
  query: string,
  holds = 0,
): PrometheusQuery {
  return {
    query,
    duration: seconds(holds),
    evaluationInterval: "60s",
    labels: {
      [LABELS.severity]: alert.severity,
      [LABELS.slo]: slo.id,
      [LABELS.service]: slo.service.name,
      [LABELS.owner]: slo.service.owner,
      [LABELS.tier]: String(slo.service.tier),
      [LABELS.escalation]: alert.escalation,
    },
    ruleGroup: `slo:${slo.id}`,
    alertRule,
    // An SLO may be defined before its metric is first seen.
    disableMetricValidation: true,
  };
}
