import { type Oddities, type Parts, partsOf, textOf, textsOf } from "./body-parts.ts";
import { fingerprintOf, keyOf } from "./fingerprint.ts";
import { beginning, ending, hasEnded } from "./moment.ts";
import { type AlertReport, MalformedNotification } from "./notification.ts";
import { unknownSeverity } from "./severity.ts";

/**
 * The alerts of a body as Alertmanager and Grafana both write them (notify/webhook/webhook.go, template.go). Each speaks for
 * itself: a firing group also tells of members that have resolved, and one that cannot be read costs the others nothing.
 * Throws MalformedNotification when not one can be taken.
 */
export function readAlerts(body: Parts, receivedAt: number, oddities: Oddities): AlertReport[] {
  const { alerts } = body;
  if (!Array.isArray(alerts)) throw new MalformedNotification("/alerts is not a list");
  const reports = alerts.flatMap((alert: unknown, index) => {
    const parts = partsOf(alert);
    const report = parts && readAlert(parts, `/alerts/${index}`, receivedAt, oddities);
    if (parts === undefined) oddities.add(`/alerts/${index}`, "is not an object and was left out");
    return report ?? [];
  });
  if (reports.length === 0 && alerts.length > 0) throw new MalformedNotification(oddities.text ?? "/alerts holds none");
  return reports;
}

function readAlert(alert: Parts, at: string, receivedAt: number, oddities: Oddities): AlertReport | undefined {
  const labels = textsOf(alert["labels"], `${at}/labels`, oddities);
  const told = keyOf(alert["fingerprint"], `${at}/fingerprint`, oddities);
  const isNameless = Object.keys(labels).length === 0;
  if (told === undefined && isNameless) {
    oddities.add(at, "has neither labels nor a fingerprint and was left out");
    return undefined;
  }
  if (isNameless) oddities.add(`${at}/labels`, "are missing; nothing says what this is");
  if (told === undefined) {
    oddities.add(`${at}/fingerprint`, "is missing; it was made of the labels");
  }
  const severity = unknownSeverity(labels);
  if (severity !== undefined)
    oddities.add(`${at}/labels/severity`, `is ${JSON.stringify(severity.slice(0, 100))}, which nobody knows; it pages`);
  const start = beginning(alert["startsAt"], receivedAt);
  if (start.oddity !== undefined) oddities.add(`${at}/startsAt`, start.oddity);
  const status = statusOf(alert, at, receivedAt, oddities);
  return {
    fingerprint: told ?? fingerprintOf(labels),
    status,
    labels,
    annotations: textsOf(alert["annotations"], `${at}/annotations`, oddities),
    startsAt: start.at,
    endsAt: status === "resolved" ? ending(alert["endsAt"], receivedAt) : undefined,
    rule: textOf(alert["ruleUID"], `${at}/ruleUID`, oddities) || undefined,
  };
}

/** As it says; else it fires, unless an end was told that has passed. */
function statusOf(alert: Parts, at: string, receivedAt: number, oddities: Oddities): AlertReport["status"] {
  const word = typeof alert["status"] === "string" ? alert["status"].toLowerCase() : undefined;
  if (word === "firing" || word === "resolved") return word;
  const status = hasEnded(alert["endsAt"], receivedAt) ? "resolved" : "firing";
  oddities.add(`${at}/status`, `is neither "firing" nor "resolved"; it was taken for ${status}`);
  return status;
}

/** How many alerts were left out by the sender. */
export function truncatedOf({ truncatedAlerts: count = 0 }: Parts, oddities: Oddities): number {
  if (typeof count === "number" && Number.isSafeInteger(count) && count >= 0) return count;
  oddities.add("/truncatedAlerts", "is no count");
  return 0;
}

/** Says that a body is of another version than was tried; what it holds is taken all the same. */
export function expectVersion(written: unknown, expected: string, oddities: Oddities): void {
  if (written !== expected)
    oddities.add(
      "/version",
      `is ${JSON.stringify(written ?? null).slice(0, 20)}, not "${expected}"; it was read as that`,
    );
}
