import { createHash } from "node:crypto";
import { LABELS } from "../../slo/model/contract.ts";
import type { Source } from "../ingest/notification.ts";
import type { Labels } from "../routing/routing.ts";

/** What does not split an SLO: what the compiler sets, and what tells one server or alerting system from another. */
const NOT_SPLITTING: ReadonlySet<string> = new Set([
  ...Object.values(LABELS),
  "alertname",
  "prometheus",
  "replica",
  "prometheus_replica",
]);
const LONGEST = 400;

/**
 * What alerts of one incident have in common. Alerts of an SLO: the SLO and the labels that split it, so that page and ticket
 * meet. Others: their rule, however many machines it fires for; 50,000 of them are one page.
 */
export function incidentKey(source: Source, labels: Labels): string {
  const slo = labels[LABELS.slo];
  if (slo === undefined || slo === "") {
    const { alertname = "alert", service = "", namespace = "" } = labels;
    return bounded(`alert:${JSON.stringify([source, alertname, service, namespace])}`);
  }
  const split = Object.keys(labels)
    .filter((name) => !NOT_SPLITTING.has(name))
    .sort()
    .map((name) => [name, labels[name]]);
  return bounded(`slo:${JSON.stringify([slo, ...split])}`);
}

/** Databases do not index texts of any length. */
function bounded(key: string): string {
  if (key.length <= LONGEST) return key;
  return `${key.slice(0, LONGEST - 65)}#${createHash("sha256").update(key).digest("hex")}`;
}
