import { formatDuration } from "../promql/duration.ts";
import { type BurnAlert, budgetShareSpent, errorRatioThreshold, type Tier } from "./burn-policy.ts";
import { ALERTS, DETAIL_DASHBOARD_UID, LABELS } from "./contract.ts";
import { percentText } from "./figures.ts";
import type { Platform } from "./platform.ts";
import type { Slo } from "./slo.ts";
import { type TierFigures, tierFigures } from "./tier-figures.ts";

/** An alert as whoever is woken reads it: the same labels, words and links, whatever evaluates it. */
export interface Alert {
  readonly name: (typeof ALERTS)[keyof typeof ALERTS];
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Annotations;
}

export type Annotations = {
  /** What fails, and then what customers should feel, in a line. */
  readonly summary: string;
  /** Which windows, and how much budget is left. */
  readonly description?: string;
  readonly runbook_url?: string;
  readonly dashboard_url?: string;
};

/** What is known only when an alert fires: values, or what an evaluator takes for them in a template. */
export interface Live {
  /** The share of bad events that a summary tells. */
  readonly bad: string;
  /** The error ratio of a tier's long window. */
  readonly now: (tier: Tier) => string;
  readonly budgetLeft: string;
  readonly part: PartOf;
}

/** Which part of a split SLO it is, of one of its labels: `, region north`; nothing where the alert is of the whole. */
export type PartOf = (label: string) => string;

/** A budget that burns too fast. Without live values the texts tell of thresholds and the share of the budget that they spend. */
export function burnAlert(slo: Slo, alert: BurnAlert, platform: Platform, live?: Live): Alert {
  const period = formatDuration(slo.period);
  const figures = tierFigures(slo, alert);
  const thresholds = alert.tiers.map((tier) => errorRatioThreshold(tier, slo.objective.errorBudget));
  const lowest = thresholds.reduce((least, one) => (one.lt(least) ? one : least));
  const bad = live?.bad ?? `More than ${percentText(lowest)}`;
  const budget =
    live === undefined
      ? alert.tiers
          .map(
            (tier) =>
              `At that rate ${percentText(budgetShareSpent(tier, slo.period))} of the budget for ${period} is gone within ${formatDuration(tier.longWindow)}.`,
          )
          .join(" ")
      : `Error budget left of ${period}: ${live.budgetLeft}.`;
  return {
    name: ALERTS.budgetBurn,
    labels: labelsOf(slo, alert),
    annotations: {
      // What fails comes first: a promise alone reads as good news on a lock screen.
      summary: `${bad} of ${measured(slo)} bad${split(slo, live?.part)}: ${slo.title}; promised are ${slo.objective.text} over ${period}`,
      description: `The error ratio is ${alert.tiers.map((tier) => condition(alert, tier, figures, live)).join(", or ")}. ${budget}`,
      ...links(slo, platform),
    },
  };
}

/** When the absence of an SLO's signal alerts, and whom; undefined when nobody wants it. */
export function absenceOf({ alerts: [mostUrgent], absentAfter }: Slo): Absence | undefined {
  return absentAfter === undefined || mostUrgent === undefined ? undefined : { alert: mostUrgent, after: absentAfter };
}

export interface Absence {
  /** It is as urgent as the SLO's most urgent alert: while the signal is gone that one cannot fire. */
  readonly alert: BurnAlert;
  /** Milliseconds. */
  readonly after: number;
}

/** A signal that went, or never came. */
export function absenceAlert(slo: Slo, { alert, after }: Absence, platform: Platform, part?: PartOf): Alert {
  return {
    name: ALERTS.signalAbsent,
    labels: labelsOf(slo, alert),
    annotations: {
      summary: `Nobody knows whether this holds: ${slo.title}${split(slo, part)}`,
      description: `The events that ${slo.id} counts have been missing for ${formatDuration(after)} or more, or never came. The service, its scrape or the metric is gone; no burn-rate alert can fire until they are there.`,
      ...links(slo, platform),
    },
  };
}

/** The alert that always fires, whose silence the alert router takes for an outage of the alerting itself. */
export const WATCHDOG: Alert = {
  name: ALERTS.watchdog,
  labels: { [LABELS.severity]: "none" },
  annotations: { summary: "Always fires. Its silence is an outage of the alerting itself." },
};

/** Where the console shows the SLO's runbook; undefined when it has none. */
export function runbookUrl({ runbook }: Slo, { consoleUrl }: Platform): string | undefined {
  return runbook === undefined ? undefined : `${consoleUrl}/runbooks/${runbook}`;
}

function links(slo: Slo, platform: Platform): Pick<Annotations, "runbook_url" | "dashboard_url"> {
  const runbook = runbookUrl(slo, platform);
  return {
    ...(runbook === undefined ? {} : { runbook_url: runbook }),
    dashboard_url: `${platform.grafanaUrl}/d/${DETAIL_DASHBOARD_UID}?var-slo=${slo.id}`,
  };
}

function labelsOf({ id, service, labels }: Slo, alert: BurnAlert): Record<string, string> {
  return {
    ...labels,
    [LABELS.severity]: alert.severity,
    [LABELS.slo]: id,
    [LABELS.service]: service.name,
    [LABELS.owner]: service.owner,
    [LABELS.tier]: String(service.tier),
    [LABELS.escalation]: alert.escalation,
  };
}

/** `above 1.44% over 1h and 5m (14.4x; now 2%)`. */
function condition(alert: BurnAlert, tier: Tier, figures: TierFigures, live: Live | undefined): string {
  const of = alert.traffic === "period" ? " of the period's mean traffic" : "";
  const above = figures.threshold(tier);
  const now = live === undefined ? "" : `; now ${live.now(tier)}`;
  return `above ${above}${of} over ${formatDuration(tier.longWindow)} and ${formatDuration(tier.shortWindow)} (${figures.burnRate(tier)}x${now})`;
}

function measured({ indicator }: Slo): string {
  return indicator.kind === "probe" || indicator.kind === "condition" ? "the time is" : "events are";
}

function split({ by }: Slo, part: PartOf | undefined): string {
  return part === undefined ? "" : by.map(part).join("");
}
