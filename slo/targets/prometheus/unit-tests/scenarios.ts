import { type Absence, absenceOf } from "../../../model/alert.ts";
import { type BurnAlert, errorRatioThreshold } from "../../../model/burn-policy.ts";
import { ALERTS, LABELS, RECORDED } from "../../../model/contract.ts";
import type { Slo } from "../../../model/slo.ts";
import { graceOf, readWindow } from "../../../model/timing.ts";
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

/** What a person wants to know of an SLO's alerts before trusting them. */
export function scenarios(slo: Slo): Scenario[] {
  const [mostUrgent] = slo.alerts;
  if (mostUrgent === undefined) return [];
  const atThresholds = slo.alerts.flatMap((alert) => [justAbove(slo, alert), justBelow(slo, alert)]);
  return [...atThresholds, bornLate(slo, mostUrgent), idle(slo), ...gone(slo)];
}

function justAbove(slo: Slo, alert: BurnAlert): Scenario {
  const highest = Math.max(...errorRatioThresholds(slo, alert));
  const errorRatio = Math.min(highest * 1.1, (highest + 1) / 2);
  const minutes = scraped(slo, 15);
  return {
    name: `the ${alert.severity} fires just above its highest threshold`,
    phases: [{ minutes, errorRatio, traffic: TRAFFIC }],
    expectations: [{ expr: firing(slo, alert), minute: minutes - 1, value: 1 }],
  };
}

function justBelow(slo: Slo, alert: BurnAlert): Scenario {
  const errorRatio = Math.min(...errorRatioThresholds(slo, alert)) * 0.9;
  const minutes = scraped(slo, 15);
  return {
    name: `the ${alert.severity} stays silent just below its lowest threshold`,
    phases: [{ minutes, errorRatio, traffic: TRAFFIC }],
    expectations: [{ expr: firing(slo, alert), minute: minutes - 1, value: undefined }],
  };
}

/** Everything fails for a while, from a series that nobody has seen before; then all is well. */
function bornLate(slo: Slo, alert: BurnAlert): Scenario {
  const outage = scraped(slo, 10);
  const longestShortWindow = Math.max(...alert.tiers.map((tier) => tier.shortWindow));
  const reset = Math.ceil((longestShortWindow + readWindow(slo.scrapeInterval)) / MINUTE) + 1;
  const calm: Phase = { minutes: scraped(slo, 10), errorRatio: 0, traffic: TRAFFIC };
  return {
    name: `the ${alert.severity} fires on an error series born during the outage, and resets within its short window`,
    phases: [calm, { ...calm, minutes: outage, errorRatio: 1 }, { ...calm, minutes: wholeScrapes(slo, reset + 2) }],
    expectations: [
      { expr: firing(slo, alert), minute: calm.minutes - 1, value: undefined },
      { expr: firing(slo, alert), minute: calm.minutes + outage, value: 1 },
      { expr: firing(slo, alert), minute: calm.minutes + outage + reset, value: undefined },
    ],
  };
}

function idle(slo: Slo): Scenario {
  const [busy, quiet] = [scraped(slo, 5), scraped(slo, 20)];
  return {
    name: "an idle service fires nothing and reads OK",
    phases: [
      { minutes: busy, errorRatio: 0, traffic: TRAFFIC },
      { minutes: quiet, errorRatio: 0, traffic: 0 },
    ],
    expectations: [
      ...slo.alerts.map((alert) => ({ expr: firing(slo, alert), minute: quiet, value: undefined })),
      { expr: `max(${RECORDED.burnState}{${LABELS.slo}=${quote(slo.id)}})`, minute: quiet, value: 0 },
    ],
  };
}

/** The signal goes, and comes back. */
function gone(slo: Slo): Scenario[] {
  const absence = absenceOf(slo);
  if (absence === undefined) return [];
  const after = Math.ceil(absence.after / MINUTE);
  const calm: Phase = { minutes: scraped(slo, 5), errorRatio: 0, traffic: TRAFFIC };
  // What is read empties, and a recorded series that a test gives stays for five minutes.
  const slack = wholeScrapes(slo, Math.max(5, Math.ceil(readWindow(slo.scrapeInterval) / MINUTE)) + 3);
  const missing = wholeScrapes(slo, after + slack);
  const back = calm.minutes + missing;
  return [
    {
      name: "a signal that is gone is missed until it is back",
      phases: [calm, { ...calm, minutes: missing, isGone: true }, { ...calm, minutes: slack }],
      expectations: [
        { expr: missed(slo, absence), minute: calm.minutes + after - 1, value: undefined },
        { expr: missed(slo, absence), minute: back - 1, value: 1 },
        { expr: missed(slo, absence), minute: back + slack - 1, value: undefined },
      ],
    },
  ];
}

/** As many scrapes as there are minutes, at intervals of a minute or less as many minutes. */
function scraped({ scrapeInterval }: Slo, minutes: number): number {
  return minutes * Math.max(1, scrapeInterval / MINUTE);
}

/** The minutes after which the scrapes of `minutes` are over. */
function wholeScrapes(slo: Slo, minutes: number): number {
  const interval = scraped(slo, 1);
  return Math.ceil(minutes / interval) * interval;
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
