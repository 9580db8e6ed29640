import { type BurnAlert, defaultShortWindow, isReachable, type Tier } from "../../model/burn-policy.ts";
import { decimal } from "../../model/figures.ts";
import type { Slo } from "../../model/slo.ts";
import { formatDuration } from "../../promql/duration.ts";
import { LIMITS } from "./limits.ts";
import type { LossName, Report } from "./losses.ts";

/** A tier as it was written, and what becomes of it. */
interface Candidate {
  readonly written: Tier;
  readonly tier: Tier;
  /** What the change loses; undefined when there is none. */
  readonly loss?: LossName;
}

/** The tiers of an alert within the 24 hours that Cloud Monitoring looks back, by ascending long window. No two have the same windows. */
export function cloudTiers({ severity, tiers }: BurnAlert, slo: Slo, report: Report): Tier[] {
  const isWithin = (tier: Tier): boolean => tier.longWindow <= LIMITS.lookback;
  const candidates: Candidate[] = [
    ...tiers.filter(isWithin).map((tier) => ({ written: tier, tier })),
    ...tiers.filter((tier) => !isWithin(tier)).map((tier) => withinOneDay(tier, slo)),
  ];
  // Of two tiers with the same windows the slower burn fires whenever the faster does.
  candidates.sort((a, b) => a.tier.burnRate.cmp(b.tier.burnRate));
  const kept: Tier[] = [];
  for (const { written, tier, loss } of candidates) {
    const covering = kept.find((one) => one.longWindow === tier.longWindow && one.shortWindow === tier.shortWindow);
    if (covering !== undefined) {
      report("cloud-tier-covered", `${severity} ${tierText(written)} is covered by ${tierText(covering)}`);
      continue;
    }
    kept.push(tier);
    if (loss !== undefined) report(loss, `${severity} ${tierText(written)} becomes ${tierText(tier)}`);
  }
  return kept.sort((a, b) => a.longWindow - b.longWindow);
}

/** `14.4x over 1h and 5m`. */
export function tierText({ burnRate, longWindow, shortWindow }: Tier): string {
  return `${decimal(burnRate)}x over ${formatDuration(longWindow)} and ${formatDuration(shortWindow)}`;
}

/** Fires at the same share of the budget, spent within a day: 1x over 3d and 6h becomes 3x over 1d and 2h. */
function withinOneDay(written: Tier, slo: Slo): Candidate {
  const longWindow = LIMITS.lookback;
  const shortWindow = Math.min(written.shortWindow, defaultShortWindow(longWindow));
  const burnRate = written.burnRate.times(written.longWindow).div(longWindow);
  const tier = { burnRate, longWindow, shortWindow };
  return isReachable(tier, slo.objective.errorBudget)
    ? { written, tier, loss: "cloud-lookback-over-24h" }
    : { written, tier: { ...tier, burnRate: written.burnRate }, loss: "cloud-tier-fires-early" };
}
