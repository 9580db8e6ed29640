import Big from "big.js";
import {
  type BurnAlert,
  budgetShareSpent,
  defaultShortWindow,
  isReachable,
  type Tier,
} from "../../model/burn-policy.ts";
import type { Slo } from "../../model/slo.ts";
import { formatDuration } from "../../promql/duration.ts";
import { LIMITS } from "./limits.ts";
import type { Report } from "./losses.ts";

/**
 * The tiers of an alert within the 24 hours that Cloud Monitoring looks back, by ascending long window. No two have the same windows.
 */
export function cloudTiers(alert: BurnAlert, slo: Slo, report: Report): Tier[] {
  const within = alert.tiers.filter((tier) => tier.longWindow <= LIMITS.lookback);
  const beyond = alert.tiers.filter((tier) => tier.longWindow > LIMITS.lookback);
  const candidates = [
    ...within.map((tier) => ({ tier, written: tier })),
    ...beyond.map((written) => ({ tier: shortenedTier(written, alert, slo, report), written })),
  ];
  // Of two tiers with the same windows the slower burn fires whenever the faster does.
  candidates.sort((a, b) => a.tier.burnRate.cmp(b.tier.burnRate));
  const kept: Tier[] = [];
  for (const { tier, written } of candidates) {
    const other = kept.find((one) => one.longWindow === tier.longWindow && one.shortWindow === tier.shortWindow);
    if (other === undefined) kept.push(tier);
    else report("cloud-tier-covered", `${alert.severity} ${tierText(written)} is covered by ${tierText(other)}`);
  }
  return kept.sort((a, b) => a.longWindow - b.longWindow);
}

/** `14.4x over 1h and 5m`. */
export function tierText({ burnRate, longWindow, shortWindow }: Tier): string {
  return `${burnRate.round(2).toString()}x over ${formatDuration(longWindow)} and ${formatDuration(shortWindow)}`;
}

/** Fires at the same share of the budget, spent within 24 hours: 1x over 3d and 6h becomes 3x over 1d and 2h. */
function shortenedTier(tier: Tier, { severity }: BurnAlert, slo: Slo, report: Report): Tier {
  const windows = {
    longWindow: LIMITS.lookback,
    shortWindow: Math.min(tier.shortWindow, defaultShortWindow(LIMITS.lookback)),
  };
  const faster = { burnRate: new Big(tier.burnRate).times(tier.longWindow).div(LIMITS.lookback), ...windows };
  if (isReachable(faster, slo.objective.errorBudget)) {
    report("cloud-lookback-over-24h", `${severity} ${tierText(tier)} becomes ${tierText(faster)}`);
    return faster;
  }
  const early = { burnRate: tier.burnRate, ...windows };
  const share = (one: Tier): string => `${budgetShareSpent(one, slo.period).times(100).round(2).toString()}%`;
  report(
    "cloud-tier-fires-early",
    `${severity} ${tierText(tier)} becomes ${tierText(early)}: it fires after ${share(early)} of the budget, not ${share(tier)}`,
  );
  return early;
}
