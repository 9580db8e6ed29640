import { createHash } from "node:crypto";
import type { Labels } from "../routing/routing.ts";
import { Oddities, type Parts, partsOf, textOf, textsOf } from "./body-parts.ts";
import { keyOf } from "./fingerprint.ts";
import { beginning, ending, hasEnded } from "./moment.ts";
import { type AlertReport, MalformedNotification, type Understood } from "./notification.ts";
import { unknownSeverity } from "./severity.ts";
import { expectVersion } from "./written-alerts.ts";

/** What the test button of a notification channel sends as its version. */
const TEST = "test";
const AT = "/incident";

/** Reads a webhook of Google Cloud Monitoring, version 1.2. Throws MalformedNotification when it holds no incident. */
export function readCloudMonitoring(body: unknown, receivedAt: number): Understood {
  const oddities = new Oddities();
  const parts = partsOf(body);
  const incident = partsOf(parts?.["incident"]);
  if (parts === undefined || incident === undefined) throw new MalformedNotification("/incident is not an object");
  if (parts["version"] === TEST)
    return {
      notification: { source: "cloud-monitoring", reports: [], truncated: 0 },
      oddities: undefined,
      isTest: true,
    };
  expectVersion(parts["version"], "1.2", oddities);
  const report = readIncident(incident, receivedAt, oddities);
  return {
    notification: { source: "cloud-monitoring", reports: [report], truncated: 0 },
    oddities: oddities.text,
    isTest: false,
  };
}

function readIncident(incident: Parts, receivedAt: number, oddities: Oddities): AlertReport {
  const labels = labelsOf(incident, oddities);
  const severity = unknownSeverity(labels);
  if (severity !== undefined)
    oddities.add(`${AT}/severity`, `is ${JSON.stringify(severity.slice(0, 100))}, which nobody knows; it pages`);
  const id = keyOf(incident["incident_id"], `${AT}/incident_id`, oddities);
  if (id === undefined)
    oddities.add(`${AT}/incident_id`, "is missing; it was made of policy, condition, resource and start");
  const start = beginning(incident["started_at"], receivedAt);
  if (start.oddity !== undefined) oddities.add(`${AT}/started_at`, start.oddity);
  const status = statusOf(incident, receivedAt, oddities);
  return {
    fingerprint: id ?? madeId(incident),
    status,
    labels,
    annotations: annotationsOf(incident, oddities),
    startsAt: start.at,
    endsAt: status === "resolved" ? ending(incident["ended_at"], receivedAt) : undefined,
    rule: undefined,
  };
}

/** The same when an incident opens and when it closes. */
function madeId(incident: Parts): string {
  const told = ["policy_name", "condition_name", "resource_name", "resource", "started_at"].map(
    (name) => incident[name],
  );
  return `made:${createHash("sha256").update(JSON.stringify(told)).digest("hex").slice(0, 32)}`;
}

/** As it says; else it fires, unless an end was told that has passed. */
function statusOf({ state, ended_at: ended }: Parts, receivedAt: number, oddities: Oddities): AlertReport["status"] {
  const word = typeof state === "string" ? state.toLowerCase() : undefined;
  if (word === "open") return "firing";
  if (word === "closed") return "resolved";
  const status = hasEnded(ended, receivedAt) ? "resolved" : "firing";
  oddities.add(`${AT}/state`, `is neither "open" nor "closed"; it was taken for ${status}`);
  return status;
}

/** Our compiler writes `slo`, `severity` and the rest as the policy's user labels. */
function labelsOf(incident: Parts, oddities: Oddities): Labels {
  const text = (name: string) => textOf(incident[name], `${AT}/${name}`, oddities);
  const severity = text("severity")?.toLowerCase();
  const project = text("scoping_project_id");
  return {
    ...textsOf(partsOf(incident["resource"])?.["labels"], `${AT}/resource/labels`, oddities),
    alertname: text("policy_name") || text("condition_name") || "Cloud Monitoring",
    ...(project ? { project_id: project } : {}),
    ...(severity && severity !== "no severity" ? { severity } : {}),
    ...textsOf(incident["policy_user_labels"], `${AT}/policy_user_labels`, oddities),
  };
}

function annotationsOf(incident: Parts, oddities: Oddities): Labels {
  const text = (name: string) => textOf(incident[name], `${AT}/${name}`, oddities);
  const { documentation } = incident;
  // The test button sends documentation as text, alerts send it as an object.
  const content = textOf(
    partsOf(documentation)?.["content"] ?? (typeof documentation === "string" ? documentation : null),
    `${AT}/documentation`,
    oddities,
  );
  const [summary, url] = [text("summary"), text("url")];
  return {
    ...(summary ? { summary } : {}),
    ...(content ? { description: content } : {}),
    ...(url ? { dashboard_url: url } : {}),
  };
}
