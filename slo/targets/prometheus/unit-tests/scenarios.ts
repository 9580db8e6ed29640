import { type BurnAlert, errorRatioThreshold } from "../../../model/burn-policy.ts";
import { ALERTS, LABELS, RECORDED } from "../../../model/contract.ts";
import type { Slo } from "../../../model/slo.ts";
import { baseWindow } from "../../../model/timing.ts";
import { MINUTE } from "../../../promql/duration.ts";
import { quote } from "../../../promql/string-literal.ts";
import type { Phase } from "./timeline.ts";

/** An expectation: at `minute`, `expr` gives one sample of `value`, or nothing. */
export interface Expectation {
  readonly expr: string;
  readonly minute: number;
  readonly value: number | undefined;
}

export interface Scenario {
  readonly name: string;
  readonly phases: readonly Phase[];
  readonly expectations: readonly Expectation[];
}

const TRAFFIC = 1000;

/** What a person wants to know of an SLO's alerts before trusting them. `scrapeInterval` in milliseconds. */
export function scenarios(slo: Slo, scrapeInterval: number): Scenario[] {
  const [mostUrgent] = slo.alerts;
  if (mostUrgent === undefined) return [];
  const atThresholds = slo.alerts.flatMap((alert) => [justAbove(slo, alert), justBelow(slo, alert)]);
  return [...atThresholds, bornLate(slo, mostUrgent, scrapeInterval), idle(slo, slo.alerts)];
}

function justAbove(slo: Slo, alert: BurnAlert): Scenario {
  const highest = Math.max(...errorRatioThresholds(slo, alert));
  const errorRatio = Math.min(highest * 1.1, (highest + 1) / 2);
  return {
    name: `the ${alert.severity} fires just above its highest threshold`,
    phases: [{ minutes: 15, errorRatio, traffic: TRAFFIC }],
    expectations: [{ expr: firing(slo, alert), minute: 14, value: 1 }],
  };
}

function justBelow(slo: Slo, alert: BurnAlert): Scenario {
  const errorRatio = Math.min(...errorRatioThresholds(slo, alert)) * 0.9;
  return {
    name: `the ${alert.severity} stays silent just below its lowest threshold`,
    phases: [{ minutes: 15, errorRatio, traffic: TRAFFIC }],
    expectations: [{ expr: firing(slo, alert), minute: 14, value: undefined }],
  };
}

/** Everything fails for a while, from a series that nobody has seen before; then all is well. */
function bornLate(slo: Slo, alert: BurnAlert, scrapeInterval: number): Scenario {
  const outage = 10;
  const longestShortWindow = Math.max(...alert.tiers.map((tier) => tier.shortWindow));
  const reset = Math.ceil((longestShortWindow + baseWindow(scrapeInterval)) / MINUTE) + 1;
  const calm: Phase = { minutes: 10, errorRatio: 0, traffic: TRAFFIC };
  return {
    name: `the ${alert.severity} fires on an error series born during the outage, and resets within its short window`,
    phases: [calm, { ...calm, minutes: outage, errorRatio: 1 }, { ...calm, minutes: reset + 2 }],
    expectations: [
      { expr: firing(slo, alert), minute: calm.minutes - 1, value: undefined },
      { expr: firing(slo, alert), minute: calm.minutes + outage, value: 1 },
      { expr: firing(slo, alert), minute: calm.minutes + outage + reset, value: undefined },
    ],
  };
}

function idle(slo: Slo, alerts: readonly BurnAlert[]): Scenario {
  const minute = 20;
  return {
    name: "an idle service fires nothing and reads OK",
    phases: [
      { minutes: 5, errorRatio: 0, traffic: TRAFFIC },
      { minutes: 20, errorRatio: 0, traffic: 0 },
    ],
    expectations: [
      ...alerts.map((alert) => ({ expr: firing(slo, alert), minute, value: undefined })),
      { expr: `max(${RECORDED.burnState}{${LABELS.slo}=${quote(slo.id)}})`, minute, value: 0 },
    ],
  };
}

function errorRatioThresholds(slo: Slo, alert: BurnAlert): number[] {
  return alert.tiers.map((tier) => errorRatioThreshold(tier, slo.objective.errorBudget).toNumber());
}

function firing(slo: Slo, alert: BurnAlert): string {
  const matchers = {
    alertname: ALERTS.budgetBurn,
    alertstate: "firing",
    [LABELS.slo]: slo.id,
    [LABELS.severity]: alert.severity,
  };
  return `count(ALERTS{${Object.entries(matchers)
    .map(([label, value]) => `${label}=${quote(value)}`)
    .join(", ")}})`;
}
