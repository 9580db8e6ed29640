import { formatDuration } from "../promql/duration.ts";

/** The names that rules, Alertmanager, router, dashboards and console agree on. */

export const LABELS = {
  slo: "slo",
  service: "slo_service",
  severity: "severity",
  owner: "owner",
  tier: "tier",
  escalation: "escalation",
  longWindow: "long_window",
  shortWindow: "short_window",
  burnRate: "burn_rate",
} as const;

/** Labels that an SLO cannot be split by, because the compiler or Prometheus sets them. */
export const RESERVED_LABELS: ReadonlySet<string> = new Set([
  ...Object.values(LABELS),
  "__name__",
  "le",
  "alertname",
  "alertstate",
]);

/** Whether people may state a label for all that is recorded. */
export function isOwnLabel(name: string): boolean {
  return /^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name) && !RESERVED_LABELS.has(name);
}

/** The watchdog always fires: when the router no longer hears it, no other alert would arrive either. */
export const ALERTS = { budgetBurn: "SLOBudgetBurn", signalAbsent: "SLOSignalAbsent", watchdog: "Watchdog" } as const;

/** Recorded series. The `slo:sli_error`, `slo:objective`, `slo:period_…` names are Sloth's, so that dashboards people have keep working. */
export const RECORDED = {
  totalEvents: "slo:total_events:rate",
  badEvents: "slo:bad_events:rate",
  totalEvents5m: "slo:total_events:rate5m",
  badEvents5m: "slo:bad_events:rate5m",
  currentBurnRate: "slo:current_burn_rate:ratio",
  burnState: "slo:burn_state:code",
  periodTotalEvents: "slo:period_total_events:rate",
  periodBadEvents: "slo:period_bad_events:rate",
  periodBurnRate: "slo:period_burn_rate:ratio",
  budgetRemaining: "slo:period_error_budget_remaining:ratio",
  objective: "slo:objective:ratio",
  errorBudget: "slo:error_budget:ratio",
  periodDays: "slo:time_period:days",
  info: "slo:info",
} as const;

/** Bad events of a window (milliseconds) over all events of the same window. */
export function errorRatioName(window: number): string {
  return `slo:sli_error:ratio_rate${formatDuration(window)}`;
}

/** Bad events of a window (milliseconds) over what the period's mean traffic brings in such a window. */
export function periodTrafficErrorRatioName(window: number): string {
  return `slo:period_traffic_error:ratio_rate${formatDuration(window)}`;
}

/** Values of `slo:burn_state:code`, worst last. */
export const BURN_STATES = ["OK", "Increasing", "Recovering", "Critical"] as const;

/** The dashboard of one SLO, opened with `var-slo=<id>`. */
export const DETAIL_DASHBOARD_UID = "slo-detail";
