import { LABELS } from "../../slo/model/contract.ts";
import type { Subject } from "../channels/channel.ts";
import { type IncidentRecord, worstAbout } from "./records.ts";

/** Where people look further. */
export interface Links {
  /** The console's own address as people reach it, without a slash at its end; undefined while nobody has said it. */
  readonly consoleUrl: string | undefined;
  /** The runbook's first steps as Markdown; undefined when the catalogue does not have it. */
  readonly firstSteps: (runbook: string) => string | undefined;
}

const LONGEST_TEXT = 20_000;

/** An incident as a message tells it. */
export function subjectOf(record: IncidentRecord, { consoleUrl, firstSteps }: Links): Subject {
  const { incident } = record;
  const { labels, annotations } = worstAbout(record);
  const runbookUrl = webUrl(annotations["runbook_url"]);
  return {
    incidentId: incident.id,
    severity: incident.severity,
    state: incident.state,
    summary: titleOf(record),
    description: (annotations["description"] ?? annotations["message"] ?? "").slice(0, LONGEST_TEXT),
    labels,
    firing: incident.firing.page + incident.firing.ticket,
    startedAt: incident.openedAt,
    resolvedAt: incident.resolved?.at,
    acknowledgedBy: incident.acknowledged?.by,
    consoleUrl: consoleUrl === undefined ? undefined : `${consoleUrl}/incidents/${incident.id}`,
    runbookUrl,
    dashboardUrl: webUrl(annotations["dashboard_url"]),
    runbookSteps: runbookUrl === undefined ? undefined : firstSteps(runbookOf(runbookUrl)),
  };
}

/** What customers feel, or at least what fires. */
export function titleOf(record: IncidentRecord): string {
  const { labels, annotations } = worstAbout(record);
  const named = [labels["alertname"], labels[LABELS.slo]].filter(Boolean).join(" of ");
  return annotations["summary"] || annotations["title"] || named || "An alert without a name";
}

/** The runbook's id: `runbook_url` is `<console>/runbooks/<id>`. */
export function runbookOf(runbookUrl: string): string {
  return new URL(runbookUrl).pathname.split("/").at(-1) ?? "";
}

/** An address that is safe to link to; anything but http and https is none. */
export function webUrl(text: string | undefined): string | undefined {
  const url = text === undefined ? null : URL.parse(text);
  return url !== null && (url.protocol === "https:" || url.protocol === "http:") ? url.href : undefined;
}
