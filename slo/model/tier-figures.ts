import { type BurnAlert, errorRatioThreshold, type Tier } from "./burn-policy.ts";
import { decimal, percentText, tellingDigits } from "./figures.ts";
import type { Slo } from "./slo.ts";

/** What tells tiers apart in words and labels. */
export interface TierFigures {
  /** `14.4`, in as many digits as tell it from the burn rates of the others. */
  readonly burnRate: (tier: Tier) => string;
  /** `1.44%`, the error ratio above which it fires. */
  readonly threshold: (tier: Tier) => string;
}

/** How the tiers of an SLO are said, and those of one of its alerts that a target had to change. */
export function tierFigures(
  { alerts, objective }: Pick<Slo, "alerts" | "objective">,
  changed?: BurnAlert,
): TierFigures {
  const tiers = [...alerts, ...(changed === undefined ? [] : [changed])].flatMap((alert) => alert.tiers);
  const thresholdOf = (tier: Tier) => errorRatioThreshold(tier, objective.errorBudget);
  const ofRates = tellingDigits(tiers.map(({ burnRate }) => burnRate));
  const ofThresholds = tellingDigits(tiers.map(thresholdOf));
  return {
    burnRate: ({ burnRate }) => decimal(burnRate, ofRates),
    threshold: (tier) => percentText(thresholdOf(tier), ofThresholds),
  };
}
