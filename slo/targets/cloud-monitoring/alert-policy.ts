import type { Alert } from "../../model/alert.ts";
import type { Severity } from "../../model/burn-policy.ts";
import { LABELS } from "../../model/contract.ts";
import type { CloudProject } from "../../model/platform.ts";
import type { Slo } from "../../model/slo.ts";
import { formatDuration } from "../../promql/duration.ts";
import { LIMITS, shortened } from "./limits.ts";
import { labelValue } from "./resource-names.ts";
import { type AlertPolicy, type Documentation, type PrometheusQuery, seconds } from "./resources.ts";

const SEVERITIES = { page: "CRITICAL", ticket: "WARNING" } as const;

/** What tells the policies of an SLO apart. */
interface OwnParts extends Pick<AlertPolicy, "displayName" | "conditions"> {
  readonly severity: Severity;
  readonly kind: "budget-burn" | "signal-absent";
  /** Milliseconds after which an incident without any data is closed. */
  readonly autoClose: number;
}

/** A policy that tells what the alert tells. */
export function alertPolicy(
  slo: Slo,
  alert: Alert,
  { notificationChannels }: CloudProject,
  own: OwnParts,
): AlertPolicy {
  return {
    displayName: shortened(own.displayName, LIMITS.displayName),
    documentation: documentation(slo, alert),
    // Capitals are not allowed here, so the router tells the alerts apart by their file's word.
    userLabels: { alert: own.kind, ...mapped(alert.labels, labelValue) },
    conditions: own.conditions,
    combiner: own.conditions.length > 1 ? "AND" : "OR",
    enabled: true,
    ...(notificationChannels.length === 0 ? {} : { notificationChannels }),
    alertStrategy: { autoClose: seconds(own.autoClose) },
    severity: SEVERITIES[own.severity],
  };
}

/** A condition in PromQL, with the labels that the Prometheus rule of the same alert has. `holds` is in milliseconds. */
export function prometheusQuery(slo: Slo, alert: Alert, query: string, holds = 0): PrometheusQuery {
  return {
    query,
    duration: seconds(holds),
    evaluationInterval: "60s",
    labels: alert.labels,
    ruleGroup: `slo:${slo.id}`,
    alertRule: alert.name,
    // An SLO may be defined before its metric is first seen.
    disableMetricValidation: true,
  };
}

/** What an incident tells whoever is woken. */
function documentation(slo: Slo, { labels, annotations }: Alert): Documentation {
  const links = [
    { displayName: "Runbook", url: annotations.runbook_url },
    { displayName: "Dashboard", url: annotations.dashboard_url },
  ].flatMap(({ displayName, url }) => (url === undefined ? [] : [{ displayName, url }]));
  const lines = [
    `**${slo.title}**`,
    annotations.description,
    slo.description,
    [
      `- Promised: ${slo.objective.text} over ${formatDuration(slo.period)}`,
      `- Owner: ${slo.service.owner}, tier ${slo.service.tier}, escalation ${labels[LABELS.escalation]}`,
      ...links.map(({ displayName, url }) => `- [${displayName}](${url})`),
      `- Defined as \`${slo.id}\` in ${slo.source.file}`,
    ].join("\n"),
  ].filter((line) => line !== undefined);
  return {
    content: shortened(literal(lines.join("\n\n")), LIMITS.documentation),
    mimeType: "text/markdown",
    subject: shortened(literal(annotations.summary), LIMITS.documentation),
    links,
  };
}

/** Text without the variables that Cloud Monitoring would expand. */
function literal(text: string): string {
  return text.replaceAll("${", "$ {");
}

function mapped(labels: Alert["labels"], map: (value: string) => string): Record<string, string> {
  return Object.fromEntries(Object.entries(labels).map(([name, value]) => [name, map(value)]));
}
