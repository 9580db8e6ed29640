import Type, { type Static } from "typebox";
import { bodyCheck, cleanLabels, timeOf } from "./check-body.ts";
import { type AlertReport, MalformedNotification, type Notification } from "./notification.ts";

const LabelSet = Type.Record(Type.String(), Type.String());

/** One alert as Alertmanager and Grafana both write it (notify/webhook/webhook.go, template.go). */
export const WrittenAlert = Type.Object({
  status: Type.Enum(["firing", "resolved"]),
  labels: LabelSet,
  annotations: Type.Optional(LabelSet),
  startsAt: Type.String(),
  fingerprint: Type.String({ minLength: 1, maxLength: 255 }),
});

const Body = Type.Object({
  version: Type.String(),
  truncatedAlerts: Type.Optional(Type.Integer({ minimum: 0 })),
  alerts: Type.Array(WrittenAlert),
});
const check = bodyCheck(Body);

/** Reads a webhook of Alertmanager, version 4. Throws MalformedNotification. */
export function readAlertmanager(body: unknown): Notification {
  const { version, truncatedAlerts = 0, alerts } = check(body);
  if (version !== "4") throw new MalformedNotification(`/version is ${JSON.stringify(version.slice(0, 20))}, not "4"`);
  return { source: "alertmanager", reports: reportsOf(alerts), truncated: truncatedAlerts };
}

/** A firing group also tells of members that have resolved: each alert speaks for itself. */
export function reportsOf(alerts: ReadonlyArray<Static<typeof WrittenAlert>>): AlertReport[] {
  return alerts.map(({ status, labels, annotations = {}, startsAt, fingerprint }, index) => ({
    fingerprint,
    status,
    labels: cleanLabels(labels),
    annotations: cleanLabels(annotations),
    startsAt: timeOf(startsAt, `/alerts/${index}/startsAt`),
  }));
}
