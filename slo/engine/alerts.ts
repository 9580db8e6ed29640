import { createHash } from "node:crypto";
import { type Alert, absenceAlert, absenceOf, burnAlert, WATCHDOG as WATCHDOG_ALERT } from "../model/alert.ts";
import { budgetLeftText, errorRatioText } from "../model/figures.ts";
import type { Platform } from "../model/platform.ts";
import type { BurnState } from "./burn-state.ts";
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

/**
 * The alerts that fire in a state at a moment (Unix milliseconds). `isFiring` knows what fired before, by its labels: an absence that was
 * told goes on when the engine starts again, until the signal is there.
 */
export function alertsOf(
  { slo, group, tiers, budgetRemaining, absentSince }: BurnState,
  platform: Platform,
  at: number,
  isFiring: (labels: Labels) => boolean = () => false,
): FiringAlert[] {
  const part = (label: string): string => (group[label] === undefined ? "" : `, ${label} ${group[label]}`);
  const fired = slo.alerts.flatMap((alert) => {
    const own = tiers.filter((state) => state.alert === alert);
    const worst = own.find(({ code }) => code === 3);
    if (worst === undefined) return [];
    const live = {
      bad: errorRatioText(worst.long),
      now: (tier: BurnState["tiers"][number]["tier"]) => errorRatioText(own.find((state) => state.tier === tier)?.long),
      budgetLeft: budgetLeftText(budgetRemaining),
      part,
    };
    return [firing(burnAlert(slo, alert, platform, live), group)];
  });
  const absence = absenceOf(slo);
  if (absence === undefined || absentSince === undefined) return fired;
  const absent = firing(absenceAlert(slo, absence, platform, part), group);
  return at - absentSince >= absence.after || isFiring(absent.labels) ? [...fired, absent] : fired;
}

/** The alert that always fires, so that its silence tells of an outage of the alerting itself. */
export const WATCHDOG = firing(WATCHDOG_ALERT, {});

function firing({ name, labels, annotations }: Alert, group: Labels): FiringAlert {
  return { labels: { alertname: name, ...labels, ...group }, annotations };
}
