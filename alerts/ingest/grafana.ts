import { Oddities, type Parts, partsOf } from "./body-parts.ts";
import { type AlertReport, MalformedNotification, type Understood } from "./notification.ts";
import { expectVersion, readAlerts, truncatedOf } from "./written-alerts.ts";

/** Reads a webhook of Grafana's alerting, version 1. Throws MalformedNotification when nothing in it can be taken. */
export function readGrafana(body: unknown, receivedAt: number): Understood {
  const oddities = new Oddities();
  const parts = partsOf(body);
  if (parts === undefined) throw new MalformedNotification("the body is not an object");
  expectVersion(parts["version"], "1", oddities);
  const { alerts } = parts;
  const linked = Array.isArray(alerts) ? { ...parts, alerts: alerts.map(withDashboard).map(withRule) } : parts;
  const reports = readAlerts(linked, receivedAt, oddities);
  const truncated = truncatedOf(parts, oddities);
  if (reports.length > 0 && reports.every(isTestButton))
    return { notification: { source: "grafana", reports: [], truncated: 0 }, oddities: oddities.text, isTest: true };
  return { notification: { source: "grafana", reports, truncated }, oddities: oddities.text, isTest: false };
}

/** The panel, or else the dashboard, stands beside an alert; in our terms it is an annotation. */
function withDashboard(alert: unknown): unknown {
  const parts = partsOf(alert);
  const dashboard = parts && (linkOf(parts, "panelURL") ?? linkOf(parts, "dashboardURL"));
  if (dashboard === undefined) return alert;
  return { ...parts, annotations: { dashboard_url: dashboard, ...partsOf(parts?.["annotations"]) } };
}

/** Newer versions name the rule; older ones only link to it. */
function withRule(alert: unknown): unknown {
  const parts = partsOf(alert);
  if (parts === undefined || parts["ruleUID"] !== undefined) return alert;
  const [, rule] = /\/alerting\/grafana\/([^/]+)\/view/.exec(linkOf(parts, "generatorURL") ?? "") ?? [];
  return rule === undefined ? alert : { ...parts, ruleUID: rule };
}

function linkOf(parts: Parts, name: string): string | undefined {
  const link = parts[name];
  return typeof link === "string" && link !== "" ? link : undefined;
}

/** Contact points, "Test": these two labels and no more, whatever annotations its user typed. */
function isTestButton({ labels }: AlertReport): boolean {
  return Object.keys(labels).length === 2 && labels["alertname"] === "TestAlert" && labels["instance"] === "Grafana";
}
