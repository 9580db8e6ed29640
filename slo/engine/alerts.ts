import { createHash } from "node:crypto";
import { type BurnAlert, errorRatioThreshold } from "../model/burn-policy.ts";
import { ALERTS, LABELS } from "../model/contract.ts";
import { dashboardUrl, runbookUrl } from "../model/links.ts";
import type { Platform } from "../model/platform.ts";
import type { Slo } from "../model/slo.ts";
import { formatDuration } from "../promql/duration.ts";
import type { BurnState, TierState } from "./burn-state.ts";
import type { Labels } from "./series-store.ts";

/** An alert that fires, with the labels and annotations that the compiled rules would give it. */
export interface FiringAlert {
  readonly labels: Labels;
  readonly annotations: Labels;
}

/** The alert's identity: the same labels are the same alert, in whatever order they stand. */
export function fingerprintOf(labels: Labels): string {
  const text = JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
  return createHash("sha256").update(text).digest("hex").slice(0, 16);
}

/** The alerts that fire in a state at a moment (Unix milliseconds). */
export function alertsOf(state: BurnState, platform: Platform, at: number): FiringAlert[] {
  const { slo, group } = state;
  const fired = slo.alerts.flatMap((alert) => {
    const tiers = state.tiers.filter((tier) => tier.alert === alert);
    const worst = tiers.find(({ code }) => code === 3);
    return worst === undefined
      ? []
      : [{ labels: labelsOf(ALERTS.budgetBurn, state, alert), annotations: burnTexts(state, worst, tiers, platform) }];
  });
  const [mostUrgent] = slo.alerts;
  const { absentSince } = state;
  if (slo.absentAfter === undefined || mostUrgent === undefined || absentSince === undefined) return fired;
  if (at - absentSince < slo.absentAfter) return fired;
  const after = formatDuration(slo.absentAfter);
  const annotations = {
    summary: `Nobody knows whether this holds: ${slo.title}${splitText(group)}`,
    description: `The events that ${slo.id} counts have been missing for ${after}. The service, its scrape or the metric is gone; no burn-rate alert can fire until they are back.`,
    ...links(slo, platform),
  };
  return [...fired, { labels: labelsOf(ALERTS.signalAbsent, state, mostUrgent), annotations }];
}

/** The alert that always fires, so that its silence tells of an outage of the alerting itself. */
export const WATCHDOG: FiringAlert = {
  labels: { alertname: ALERTS.watchdog, [LABELS.severity]: "none" },
  annotations: { summary: "Always fires. Its silence is an outage of the alerting itself." },
};

function labelsOf(alertname: string, { slo, group }: BurnState, alert: BurnAlert): Labels {
  return {
    alertname,
    [LABELS.severity]: alert.severity,
    [LABELS.slo]: slo.id,
    [LABELS.service]: slo.service.name,
    [LABELS.owner]: slo.service.owner,
    [LABELS.tier]: String(slo.service.tier),
    [LABELS.escalation]: alert.escalation,
    ...group,
  };
}

function burnTexts(state: BurnState, worst: TierState, tiers: readonly TierState[], platform: Platform): Labels {
  const { slo, group, budgetRemaining } = state;
  const isTime = slo.indicator.kind === "probe" || slo.indicator.kind === "condition";
  const conditions = tiers.map(({ alert, tier, long }) => {
    const of = alert.traffic === "period" ? " of the period's mean traffic" : "";
    const above = percent(errorRatioThreshold(tier, slo.objective.errorBudget).toNumber());
    const windows = `${formatDuration(tier.longWindow)} and ${formatDuration(tier.shortWindow)}`;
    return `above ${above}${of} over ${windows} (${tier.burnRate.round(2)}x; now ${percent(long)})`;
  });
  return {
    summary: `${slo.title}: ${percent(worst.long)} of ${isTime ? "the time is" : "events are"} bad${splitText(group)}; promised are ${slo.objective.text} over ${formatDuration(slo.period)}`,
    description: `The error ratio is ${conditions.join(", or ")}. Error budget left of ${formatDuration(slo.period)}: ${percent(budgetRemaining)}.`,
    ...links(slo, platform),
  };
}

function links(slo: Slo, platform: Platform): Labels {
  const runbook = runbookUrl(slo, platform);
  return { ...(runbook === undefined ? {} : { runbook_url: runbook }), dashboard_url: dashboardUrl(slo, platform) };
}

function splitText(group: Labels): string {
  return Object.entries(group)
    .map(([name, value]) => `, ${name} ${value}`)
    .join("");
}

function percent(ratio: number | undefined): string {
  return ratio === undefined ? "no events" : `${Number((ratio * 100).toPrecision(4))}%`;
}
