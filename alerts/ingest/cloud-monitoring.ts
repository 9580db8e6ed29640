import Type, { type Static } from "typebox";
import { bodyCheck, cleanLabels } from "./check-body.ts";
import { MalformedNotification, type Notification } from "./notification.ts";

const LabelSet = Type.Record(Type.String(), Type.String());
const Text = Type.Optional(Type.Union([Type.String(), Type.Null()]));

const Incident = Type.Object({
  incident_id: Type.String({ minLength: 1, maxLength: 255 }),
  state: Type.String(),
  /** Unix seconds. */
  started_at: Type.Optional(Type.Union([Type.Number(), Type.Null()])),
  summary: Text,
  url: Text,
  severity: Text,
  policy_name: Text,
  condition_name: Text,
  scoping_project_id: Text,
  policy_user_labels: Type.Optional(Type.Union([LabelSet, Type.Null()])),
  documentation: Type.Optional(Type.Unknown()),
  resource: Type.Optional(Type.Union([Type.Object({ labels: Type.Optional(LabelSet) }), Type.Null()])),
});
const check = bodyCheck(Type.Object({ version: Type.String(), incident: Incident }));

/** The version "test" is what the test button of a notification channel sends. */
const VERSIONS = new Set(["1.2", "test"]);

/** Reads a webhook of Google Cloud Monitoring, version 1.2. Throws MalformedNotification. */
export function readCloudMonitoring(body: unknown): Notification {
  const { version, incident } = check(body);
  if (!VERSIONS.has(version)) {
    throw new MalformedNotification(`/version is ${JSON.stringify(version.slice(0, 20))}, not "1.2"`);
  }
  const status = { open: "firing", closed: "resolved" }[incident.state.toLowerCase()];
  if (status !== "firing" && status !== "resolved") {
    throw new MalformedNotification('/incident/state is neither "open" nor "closed"');
  }
  return {
    source: "cloud-monitoring",
    truncated: 0,
    reports: [
      {
        fingerprint: incident.incident_id,
        status,
        labels: labelsOf(incident),
        annotations: annotationsOf(incident),
        startsAt: Math.round((incident.started_at ?? 0) * 1000),
      },
    ],
  };
}

/** Our compiler writes `slo`, `severity` and the rest as the policy's user labels. */
function labelsOf(incident: Static<typeof Incident>) {
  const { policy_name, condition_name, scoping_project_id, severity, policy_user_labels, resource } = incident;
  return cleanLabels({
    ...resource?.labels,
    alertname: policy_name ?? condition_name ?? "Cloud Monitoring",
    ...(scoping_project_id ? { project_id: scoping_project_id } : {}),
    ...(severity && severity !== "No Severity" ? { severity: severity.toLowerCase() } : {}),
    ...policy_user_labels,
  });
}

function annotationsOf({ summary, documentation, url }: Static<typeof Incident>) {
  return cleanLabels({
    ...(summary ? { summary } : {}),
    ...(contentOf(documentation) ? { description: contentOf(documentation) } : {}),
    ...(url ? { dashboard_url: url } : {}),
  });
}

/** The test button sends documentation as text, alerts send it as an object. */
function contentOf(documentation: unknown): string {
  if (typeof documentation === "string") return documentation;
  if (typeof documentation !== "object" || documentation === null || !("content" in documentation)) return "";
  return typeof documentation.content === "string" ? documentation.content : "";
}
