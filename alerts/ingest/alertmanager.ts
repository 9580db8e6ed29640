import { Oddities, partsOf } from "./body-parts.ts";
import { MalformedNotification, type Understood } from "./notification.ts";
import { expectVersion, readAlerts, truncatedOf } from "./written-alerts.ts";

/** Reads a webhook of Alertmanager, version 4. Throws MalformedNotification when nothing in it can be taken. */
export function readAlertmanager(body: unknown, receivedAt: number): Understood {
  const oddities = new Oddities();
  const parts = partsOf(body);
  if (parts === undefined) throw new MalformedNotification("the body is not an object");
  expectVersion(parts["version"], "4", oddities);
  const reports = readAlerts(parts, receivedAt, oddities);
  const truncated = truncatedOf(parts, oddities);
  return { notification: { source: "alertmanager", reports, truncated }, oddities: oddities.text, isTest: false };
}
