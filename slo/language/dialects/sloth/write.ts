import type { BurnAlert, Severity } from "../../../model/burn-policy.ts";
import type { Slo } from "../../../model/slo.ts";
import type { ExportContext, ExportedFile } from "../dialect.ts";
import { eventQueries } from "../event-queries.ts";

const WINDOW = "{{.window}}";

/** A file of Sloth for each service, with the promises that it can state. */
export function writeSloth(slos: readonly Slo[], context: ExportContext): ExportedFile[] {
  return Array.from(Map.groupBy(slos, ({ service }) => service.name)).flatMap(([service, own]) => {
    const written = own.flatMap((slo) => sloOf(slo, context) ?? []);
    const [first] = own;
    if (first === undefined || written.length === 0) return [];
    const { owner, tier } = first.service;
    const labels = { owner, tier: String(tier) };
    return [{ name: `${service}.yaml`, objects: [{ version: "prometheus/v1", service, labels, slos: written }] }];
  });
}

function sloOf(slo: Slo, { consoleUrl }: ExportContext): object | undefined {
  const queries = eventQueries(slo, WINDOW);
  if (queries === undefined) return undefined;
  const { counted, part, total } = queries;
  const runbook = slo.runbook === undefined ? {} : { runbook_url: `${consoleUrl}/runbooks/${slo.runbook}` };
  return {
    name: slo.name,
    objective: slo.objective.ratio.times(100).toNumber(),
    description: slo.description ?? slo.title,
    sli: { events: { error_query: counted === "bad" ? part : `${total} - ${part}`, total_query: total } },
    alerting: {
      name: "SLOBudgetBurn",
      annotations: { title: slo.title, ...runbook },
      page_alert: alertOf(slo.alerts, "page"),
      ticket_alert: alertOf(slo.alerts, "ticket"),
    },
  };
}

function alertOf(alerts: readonly BurnAlert[], severity: Severity): object {
  const alert = alerts.find((one) => one.severity === severity);
  return alert === undefined ? { disable: true } : { labels: { escalation: alert.escalation, severity } };
}
