import { createHash } from "node:crypto";
import { ALERTS, LABELS } from "../../slo/model/contract.ts";
import type { AlertReport } from "../ingest/notification.ts";
import { decideEscalation } from "../routing/decide.ts";
import type { Labels, Routing, Source } from "../routing/routing.ts";

/** What does not split an SLO: what the compiler sets, and what tells one server or alerting system from another. */
const NOT_SPLITTING: ReadonlySet<string> = new Set([
  ...Object.values(LABELS),
  "alertname",
  "prometheus",
  "replica",
  "prometheus_replica",
]);
const LONGEST = 400;
const ABSENT = "absent:";
const OTHERS = "alert:";
/** What tells one member of a group from another to people. */
const MEMBER_LABELS = ["instance", "pod", "host", "node", "device", "name"];
const LONGEST_NAME = 100;

/** What alerts of one incident have in common. */
export interface Group {
  readonly key: string;
  /** Its alerts are of different things: people hear of each. Those of one SLO say the same thing in several ways. */
  readonly hasMembers: boolean;
}

/**
 * Alerts of an SLO: the SLO and the labels that split it, so that page and ticket meet. Signals of a service that are gone: the
 * service. Others: what `group_by` says, and never two sources, rules of Grafana or escalations in one. 50,000 machines are one
 * page.
 */
export function groupOf(source: Source, report: Pick<AlertReport, "labels" | "rule">, routing: Routing): Group {
  const { labels } = report;
  const slo = labels[LABELS.slo];
  if (slo !== undefined && slo !== "") {
    if (isAbsence(labels)) return { key: absenceKey(source, labels, routing), hasMembers: false };
    const split = Object.keys(labels)
      .filter((name) => !NOT_SPLITTING.has(name))
      .sort()
      .map((name) => [name, labels[name]]);
    return { key: bounded(`slo:${JSON.stringify([slo, ...split])}`), hasMembers: false };
  }
  // A rule of Grafana without data fires as DatasourceNoData, and as itself otherwise.
  const rule = report.rule ?? labels["rulename"];
  const values = routing.groupBy.map((name) =>
    name === "alertname" && rule !== undefined ? rule : (labels[name] ?? ""),
  );
  return {
    key: bounded(`${OTHERS}${JSON.stringify([source, ...values, ...policiesOf(labels, routing)])}`),
    hasMembers: true,
  };
}

/** A signal that is gone: nobody knows whether its promise holds. */
export function isAbsence(labels: Labels): boolean {
  return labels["alertname"] === ALERTS.signalAbsent;
}

/** Whether an incident is about signals that are gone, and about nothing else. */
export function isOfAbsence({ key }: { readonly key: string }): boolean {
  return key.startsWith(ABSENT);
}

/** Whether its alerts are of different things. */
export function isOfMembers({ key }: { readonly key: string }): boolean {
  return key.startsWith(OTHERS);
}

/** What people call a member of a group. */
export function memberName({ labels, fingerprint }: { readonly labels: Labels; readonly fingerprint: string }): string {
  const name = MEMBER_LABELS.map((label) => labels[label]).find(Boolean) ?? labels["alertname"] ?? fingerprint;
  return name.slice(0, LONGEST_NAME);
}

function absenceKey(source: Source, labels: Labels, routing: Routing): string {
  const { cluster = "" } = labels;
  return bounded(
    `${ABSENT}${JSON.stringify([source, labels[LABELS.service] ?? "", cluster, ...policiesOf(labels, routing)])}`,
  );
}

/** Who would be told of it as a page, and as a ticket. */
function policiesOf(labels: Labels, routing: Routing): string[] {
  return ["page", "ticket"].map((severity) => decideEscalation(routing, { ...labels, severity }).policy.name);
}

/** Databases do not index texts of any length. */
function bounded(key: string): string {
  if (key.length <= LONGEST) return key;
  return `${key.slice(0, LONGEST - 65)}#${createHash("sha256").update(key).digest("hex")}`;
}
