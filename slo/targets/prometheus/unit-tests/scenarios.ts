import { type Absence, absenceOf } from "../../../model/alert.ts";
import { type BurnAlert, errorRatioThreshold } from "../../../model/burn-policy.ts";
import { ALERTS, LABELS, RECORDED } from "../../../model/contract.ts";
import type { Slo } from "../../../model/slo.ts";
import { baseWindow, graceOf } from "../../../model/timing.ts";
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
  return [...atThresholds, bornLate(slo, mostUrgent, scrapeInterval), idle(slo), ...gone(slo, scrapeInterval)];
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

function idle(slo: Slo): Scenario {
  const minute = 20;
  return {
    name: "an idle service fires nothing and reads OK",
    phases: [
      { minutes: 5, errorRatio: 0, traffic: TRAFFIC },
      { minutes: 20, errorRatio: 0, traffic: 0 },
    ],
    expectations: [
      ...slo.alerts.map((alert) => ({ expr: firing(slo, alert), minute, value: undefined })),
      { expr: `max(${RECORDED.burnState}{${LABELS.slo}=${quote(slo.id)}})`, minute, value: 0 },
    ],
  };
}

/** The signal goes, and comes back. */
function gone(slo: Slo, scrapeInterval: number): Scenario[] {
  const absence = absenceOf(slo);
  if (absence === undefined) return [];
  const after = Math.ceil(absence.after / MINUTE);
  const calm: Phase = { minutes: 5, errorRatio: 0, traffic: TRAFFIC };
  const slack = slackAfter(scrapeInterval);
  const back = calm.minutes + after + slack;
  return [
    {
      name: "a signal that is gone is missed until it is back",
      phases: [calm, { ...calm, minutes: after + slack, isGone: true }, { ...calm, minutes: slack }],
      expectations: [
        { expr: missed(slo, absence), minute: calm.minutes + after - 1, value: undefined },
        { expr: missed(slo, absence), minute: back - 1, value: 1 },
        { expr: missed(slo, absence), minute: back + slack - 1, value: undefined },
      ],
    },
  ];
}

/** No signal ever comes, of any of these SLOs: one test, because what has no series cannot disturb another. */
export function neverCame(slos: readonly Slo[]): Scenario | undefined {
  const expectations = slos.flatMap((slo) => {
    const absence = absenceOf(slo);
    if (absence === undefined) return [];
    const due = Math.ceil((graceOf(absence.after) + absence.after) / MINUTE);
    return [
      { expr: missed(slo, absence), minute: due - 1, value: undefined },
      { expr: missed(slo, absence), minute: due + 2, value: 1 },
    ];
  });
  if (expectations.length === 0) return undefined;
  return { name: "a signal that never comes is missed when its grace is over", phases: [], expectations };
}

/** Minutes until a signal that is gone is seen to be gone: a base window empties, and a recorded series that a test gives stays for five. */
function slackAfter(scrapeInterval: number): number {
  return Math.max(5, Math.ceil(baseWindow(scrapeInterval) / MINUTE)) + 3;
}

function missed(slo: Slo, { alert }: Absence): string {
  return `count(${alerts(ALERTS.signalAbsent, slo, alert)})`;
}

function errorRatioThresholds(slo: Slo, alert: BurnAlert): number[] {
  return alert.tiers.map((tier) => errorRatioThreshold(tier, slo.objective.errorBudget).toNumber());
}

function firing(slo: Slo, alert: BurnAlert): string {
  return `count(${alerts(ALERTS.budgetBurn, slo, alert)})`;
}

/** What fires of an SLO, of one name and severity. */
function alerts(alertname: string, slo: Slo, { severity }: BurnAlert): string {
  const matchers = { alertname, alertstate: "firing", [LABELS.slo]: slo.id, [LABELS.severity]: severity };
  const text = Object.entries(matchers).map(([label, value]) => `${label}=${quote(value)}`);
  return `ALERTS{${text.join(", ")}}`;
}
