/** Queries about the one SLO that the viewer chose. Where it is split, a single number is that of the worst part. */

const SLO = '{slo="$slo"}';

export const INFO = `slo:info${SLO}`;

export const STATE = `max(slo:burn_state:code${SLO})`;

const SLI = `1 - slo:period_bad_events:rate${SLO} / (slo:period_total_events:rate${SLO} > 0)`;

export const SLI_WORST = `min(${SLI})`;

export const BUDGET_LEFT = `slo:period_error_budget_remaining:ratio${SLO}`;

export const BUDGET_LEFT_WORST = `min(${BUDGET_LEFT})`;

const PERIOD_SECONDS = `on (slo) group_left () (slo:time_period:days${SLO} * 86400)`;

/** What the budget allows at the period's traffic, less the bad events that were counted; whole events. */
export const BAD_EVENTS_LEFT = `floor(min(
  (
    slo:period_total_events:rate${SLO} * on (slo) group_left () slo:error_budget:ratio${SLO}
    - slo:period_bad_events:rate${SLO}
  ) * ${PERIOD_SECONDS}
))`;

const BURN_OF_LAST_HOUR = `slo:sli_error:ratio_rate1h${SLO} / on (slo) group_left () slo:error_budget:ratio${SLO}`;

/** Seconds; 0 when it is spent, -1 when it will not be: at a burn rate of 1 or less as much comes back as goes. */
export const EXHAUSTION = `min(clamp_min(${BUDGET_LEFT}, 0)) == 0
or
min(${BUDGET_LEFT} * ${PERIOD_SECONDS} / (${BURN_OF_LAST_HOUR} > 1))
or
-1 * max(${BURN_OF_LAST_HOUR} <= bool 1)`;

/** The burn rates that the alert of a severity compares: of the long and the short window of each of its tiers. */
export function burnByWindow(severity: "page" | "ticket"): string {
  const tiers = `slo:burn_state:code{slo="$slo", severity="${severity}"}`;
  return `(
  ${withWindow('{__name__=~"slo:period_traffic_error:ratio_rate.+", slo="$slo"}', "__name__", ".+_rate(.+)")}
  or
  ${withWindow('{__name__=~"slo:sli_error:ratio_rate.+", slo="$slo"}', "__name__", ".+_rate(.+)")}
)
/ on (slo) group_left () slo:error_budget:ratio${SLO}
and on (window) (
  ${withWindow(tiers, "long_window")}
  or
  ${withWindow(tiers, "short_window")}
)`;
}

function withWindow(expr: string, label: string, pattern = "(.+)"): string {
  return `label_replace(${expr}, "window", "$1", "${label}", "${pattern}")`;
}

/** The burn rates above which a severity's tiers fire, as long as this SLO has them. A label is no number in PromQL, hence one term each. */
export function burnLimits(severity: "page" | "ticket", burnRates: readonly string[]): string {
  return burnRates
    .map(
      (rate) =>
        `${rate} + 0 * max by (burn_rate) (slo:burn_state:code{slo="$slo", severity="${severity}", burn_rate="${rate}"})`,
    )
    .join("\nor\n");
}

export const BURN_STATES_BY_TIER = `slo:burn_state:code${SLO}`;

export const SLI_OF_LAST_HOUR = `1 - slo:sli_error:ratio_rate1h${SLO}`;
export const SLI_OF_PERIOD = SLI;
export const OBJECTIVE = `slo:objective:ratio${SLO}`;

export const GOOD_EVENTS = `sum(slo:total_events:rate${SLO} - slo:bad_events:rate${SLO})`;
export const BAD_EVENTS = `sum(slo:bad_events:rate${SLO})`;

/** 1 while the alert fires, 0 while it does not and the SLO exists. */
export function firing(
  alert: "SLOBudgetBurn" | "SLOSignalAbsent",
  severity: "page" | "ticket" | "page|ticket",
): string {
  return `max(ALERTS{alertname="${alert}", alertstate="firing", severity=~"${severity}", slo="$slo"})\nor\n0 * max(${OBJECTIVE})`;
}
