import { type BurnAlert, errorRatioThreshold, type Tier } from "../../model/burn-policy.ts";
import { errorRatioName, periodTrafficErrorRatioName } from "../../model/contract.ts";
import type { Slo } from "../../model/slo.ts";
import { HOUR, MINUTE } from "../../promql/duration.ts";
import { recorded } from "./rule.ts";

/** Windows up to this long are read at 30 s from the base series; longer ones at 2 m from the 5 m series. */
export const LONGEST_FAST_WINDOW = 6 * HOUR;

/** Windows (milliseconds, ascending) that are recorded as error ratios: those of the tiers, and two that dashboards always show. */
export function burnWindows(slo: Slo): number[] {
  return ascending([5 * MINUTE, HOUR, ...slo.alerts.flatMap(windowsOf)]);
}

/** Windows whose bad events are also compared with the period's mean traffic. */
export function periodTrafficWindows(slo: Slo): number[] {
  return ascending(slo.alerts.filter((alert) => alert.traffic === "period").flatMap(windowsOf));
}

/** The recorded error ratios that a tier looks at. */
export function tierNames({ traffic }: BurnAlert, { longWindow, shortWindow }: Tier): { long: string; short: string } {
  const name = traffic === "period" ? periodTrafficErrorRatioName : errorRatioName;
  return { long: name(longWindow), short: name(shortWindow) };
}

/** The two comparisons of a tier, as the series they look at and the error ratio both must exceed. */
export function tierSeries(slo: Slo, alert: BurnAlert, tier: Tier): { long: string; short: string; threshold: string } {
  const { long, short } = tierNames(alert, tier);
  return {
    long: recorded(long, slo),
    short: recorded(short, slo),
    threshold: errorRatioThreshold(tier, slo.objective.errorBudget).toFixed(),
  };
}

function windowsOf(alert: BurnAlert): number[] {
  return alert.tiers.flatMap((tier) => [tier.longWindow, tier.shortWindow]);
}

function ascending(windows: readonly number[]): number[] {
  return [...new Set(windows)].sort((a, b) => a - b);
}
