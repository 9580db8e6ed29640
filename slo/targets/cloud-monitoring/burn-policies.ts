import { type Alert, burnAlert } from "../../model/alert.ts";
import { errorRatioThreshold, type Tier } from "../../model/burn-policy.ts";
import { LABELS } from "../../model/contract.ts";
import { decimal } from "../../model/figures.ts";
import type { CloudProject, Platform } from "../../model/platform.ts";
import type { Slo } from "../../model/slo.ts";
import { formatDuration, MINUTE } from "../../promql/duration.ts";
import { alertPolicy, prometheusQuery } from "./alert-policy.ts";
import { cloudTiers, tierText } from "./cloud-tiers.ts";
import { errorRatio } from "./error-ratio.ts";
import { LIMITS } from "./limits.ts";
import type { Report } from "./losses.ts";
import type { NativeObjective } from "./objective.ts";
import { reachOf } from "./query-reach.ts";
import { type AlertPolicy, type Condition, seconds } from "./resources.ts";

/** The shortest the console takes: a burn that nobody measures any more is the absence alert's to tell. */
const AUTO_CLOSE = 30 * MINUTE;

/** One policy for each tier, under the name of its file: `page-1h-5m`. */
export function burnPolicies(
  slo: Slo,
  native: NativeObjective | undefined,
  platform: Platform,
  cloud: CloudProject,
  report: Report,
): { readonly name: string; readonly policy: AlertPolicy }[] {
  return slo.alerts.flatMap((alert) => {
    if (alert.traffic === "period") report("cloud-traffic-period", `${alert.severity} asks for \`traffic: period\``);
    return cloudTiers(alert, slo, report).flatMap((tier) => {
      // Each tier is a policy of its own, and none knows the period's traffic.
      const told = burnAlert(slo, { ...alert, tiers: [tier], traffic: "window" }, platform);
      const conditions = native
        ? burnRateConditions(native.resource.name, tier)
        : queryConditions(slo, told, tier, report);
      if (conditions.length === 0) return [];
      const policy = alertPolicy(slo, told, cloud, {
        displayName: `${slo.id}: ${alert.severity} at ${tierText(tier)}`,
        severity: alert.severity,
        conditions,
        kind: "budget-burn",
        autoClose: AUTO_CLOSE,
      });
      const windows = `${formatDuration(tier.longWindow)}-${formatDuration(tier.shortWindow)}`;
      return [{ name: `${alert.severity}-${windows}`, policy }];
    });
  });
}

/** Both windows of an SLO object's burn rate; the policy joins them with AND. */
function burnRateConditions(objective: string, { burnRate, longWindow, shortWindow }: Tier): Condition[] {
  return [longWindow, shortWindow].map((window) => ({
    displayName: `Burns above ${decimal(burnRate)}x over ${formatDuration(window)}`,
    conditionThreshold: {
      filter: `select_slo_burn_rate("${objective}", "${seconds(window)}")`,
      comparison: "COMPARISON_GT",
      thresholdValue: burnRate.toNumber(),
      duration: "0s",
      trigger: { count: 1 },
    },
  }));
}

/** Both windows in one query: whether a policy takes two PromQL conditions is not documented. */
function queryConditions(slo: Slo, alert: Alert, tier: Tier, report: Report): Condition[] {
  const { longest, total } = reachOf(slo.indicator, tier.longWindow);
  if (longest > LIMITS.range || total > LIMITS.reach) {
    report("cloud-query-over-25h", `${alert.labels[LABELS.severity]} ${tierText(tier)} has no policy`);
    return [];
  }
  const threshold = errorRatioThreshold(tier, slo.objective.errorBudget).toFixed();
  const burns = (window: number): string => `${errorRatio(slo, window)} > ${threshold}`;
  const query = `${burns(tier.longWindow)}\nand\n${burns(tier.shortWindow)}`;
  return [
    {
      displayName: `Burns above ${tierText(tier)}`,
      conditionPrometheusQueryLanguage: prometheusQuery(slo, alert, query),
    },
  ];
}
