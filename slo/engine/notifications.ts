import { ALERTS, LABELS } from "../model/contract.ts";
import { TIMING } from "../model/timing.ts";
import { type FiringAlert, fingerprintOf } from "./alerts.ts";
import type { Labels } from "./series-store.ts";

/** An alert as the receiver knows it, or is about to. */
export interface ToldAlert extends FiringAlert {
  /** Unix milliseconds, like the other times. */
  readonly startsAt: number;
  readonly endsAt: number | undefined;
  /** When the receiver last took it in as it is now; undefined while it has not. */
  readonly toldAt: number | undefined;
}

/**
 * What to tell after an evaluation: new alerts and ended ones at once, others again every half hour, as Alertmanager does with the
 * compiled configuration. A page keeps the ticket of its SLO and group to itself.
 */
export function follow(
  told: ReadonlyMap<string, ToldAlert>,
  firing: readonly FiringAlert[],
  now: number,
): Map<string, ToldAlert> {
  const next = new Map<string, ToldAlert>();
  for (const alert of firing) {
    const fingerprint = fingerprintOf(alert.labels);
    const before = told.get(fingerprint);
    const isSame = before !== undefined && before.endsAt === undefined;
    // What ended and came back before its end was told never ended.
    const isBack = before !== undefined && before.endsAt !== undefined && before.toldAt === undefined;
    next.set(fingerprint, {
      ...alert,
      startsAt: isSame || isBack ? before.startsAt : now,
      endsAt: undefined,
      toldAt: isSame ? before.toldAt : undefined,
    });
  }
  for (const [fingerprint, before] of told) {
    if (next.has(fingerprint)) continue;
    // Who never heard of it need not hear that it ended.
    if (before.endsAt === undefined && before.toldAt !== undefined) {
      next.set(fingerprint, { ...before, endsAt: now, toldAt: undefined });
    } else if (before.endsAt !== undefined && before.toldAt === undefined) next.set(fingerprint, before);
  }
  return next;
}

/** The alerts that are due, by group of Alertmanager's `group_by`. */
export function dueOf(alerts: ReadonlyMap<string, ToldAlert>, now: number): ToldAlert[][] {
  const groups = new Map<string, ToldAlert[]>();
  for (const alert of alerts.values()) {
    const key = groupKeyOf(alert.labels);
    groups.set(key, [...(groups.get(key) ?? []), alert]);
  }
  const all = [...alerts.values()];
  return Array.from(groups.values(), (group) => group.filter((alert) => !isInhibited(alert, all))).filter((group) =>
    group.some(({ labels, toldAt }) => toldAt === undefined || now - toldAt >= repeatOf(labels)),
  );
}

/** The body of Alertmanager's webhook, version 4 (https://prometheus.io/docs/alerting/latest/configuration/#webhook_config). */
export function webhookOf(alerts: readonly ToldAlert[]): object {
  const isFiring = alerts.some(({ endsAt }) => endsAt === undefined);
  const groupLabels = labelsOfGroup(alerts[0]?.labels ?? {});
  return {
    version: "4",
    groupKey: `{}:${JSON.stringify(groupLabels)}`,
    truncatedAlerts: 0,
    status: isFiring ? "firing" : "resolved",
    receiver: "router",
    groupLabels,
    commonLabels: {},
    commonAnnotations: {},
    externalURL: "",
    alerts: alerts.map(({ labels, annotations, startsAt, endsAt }) => ({
      status: endsAt === undefined ? "firing" : "resolved",
      labels,
      annotations,
      startsAt: new Date(startsAt).toISOString(),
      endsAt: endsAt === undefined ? "0001-01-01T00:00:00Z" : new Date(endsAt).toISOString(),
      generatorURL: "",
      fingerprint: fingerprintOf(labels),
    })),
  };
}

function isInhibited({ labels, endsAt }: ToldAlert, all: readonly ToldAlert[]): boolean {
  if (labels["alertname"] !== ALERTS.budgetBurn || labels[LABELS.severity] !== "ticket" || endsAt !== undefined)
    return false;
  return all.some(
    (other) =>
      other.endsAt === undefined &&
      other.labels["alertname"] === ALERTS.budgetBurn &&
      other.labels[LABELS.severity] === "page" &&
      fingerprintOf(withoutRouting(other.labels)) === fingerprintOf(withoutRouting(labels)),
  );
}

/** What the page and the ticket of one SLO and group have in common. */
function withoutRouting({ [LABELS.severity]: _, [LABELS.escalation]: __, ...labels }: Labels): Labels {
  return labels;
}

function repeatOf(labels: Labels): number {
  return labels["alertname"] === ALERTS.watchdog ? TIMING.watchdogRepeat : TIMING.repeat;
}

function groupKeyOf(labels: Labels): string {
  return JSON.stringify(labelsOfGroup(labels));
}

function labelsOfGroup({ [LABELS.service]: service, [LABELS.slo]: slo }: Labels): Labels {
  return slo === undefined ? {} : { [LABELS.service]: service ?? "", [LABELS.slo]: slo };
}
