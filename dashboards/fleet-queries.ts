import { type BurnStateCode, NO_DATA_CODE } from "./burn-state.ts";

/** The SLOs that the viewer's filters let through, from one constant series each. */
const CHOSEN = 'slo:info{slo_service=~"$service", owner=~"$owner", tier=~"$tier"}';

const ALERT_LABELS = 'alertname=~"SLO.+", slo_service=~"$service", owner=~"$owner", tier=~"$tier"';

/** One series for each SLO: of an SLO that is split, the worst part. */
function worst(aggregate: "min" | "max", expr: string): string {
  return `${aggregate} by (slo) (${expr} and on (slo) ${CHOSEN})`;
}

export const INFO = `max by (slo, slo_service, title, objective, window, owner, tier) (${CHOSEN})`;

/** Known SLOs without a state have the code for it: only an SLO that does not exist is absent here. */
export const STATE = `${worst("max", "slo:burn_state:code")}\nor\n${NO_DATA_CODE} * max by (slo) (${CHOSEN})`;

export const SLI = worst("min", "1 - slo:period_bad_events:rate / (slo:period_total_events:rate > 0)");

export const BUDGET_LEFT = worst("min", "slo:period_error_budget_remaining:ratio");

export const BURN_RATE = worst("max", "slo:current_burn_rate:ratio");

export const WITHOUT_DATA = `${INFO}\nunless on (slo)\nslo:period_error_budget_remaining:ratio`;

/** How many SLOs are in a state; absent, not 0, when no SLO is loaded. */
export function countInState(code: BurnStateCode): string {
  return `sum((\n${STATE}\n) == bool ${code})`;
}

/** How many SLOs have spent their budget, of those whose budget is known. */
export const BROKEN_PROMISES = `sum(${BUDGET_LEFT} < bool 0)`;

/** How many alerts fire. The 0 comes from the SLOs, so that it is absent when none is loaded. */
export function countFiring(severity: "page" | "ticket"): string {
  return `sum(ALERTS{alertstate="firing", severity="${severity}", ${ALERT_LABELS}})\nor\n0 * max(${CHOSEN})`;
}

/** Seconds since each firing alert became active, with the values of `splitLabels` in one label, `part`. */
export function firingFor(splitLabels: readonly string[]): string {
  const firing = `ALERTS_FOR_STATE{${ALERT_LABELS}} and ignoring (alertstate) ALERTS{alertstate="firing", ${ALERT_LABELS}}`;
  const sources = splitLabels.map((label) => `, "${label}"`).join("");
  return `time() - max by (severity, alertname, slo, part, owner, escalation) (\n  label_join(${firing}, "part", " "${sources})\n)`;
}
