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

type Promised = Pick<Slo, "alerts" | "objective">;

/** Every target asks several times for each SLO. */
const known = new WeakMap<
  Promised["alerts"],
  { readonly objective: Promised["objective"]; readonly figures: TierFigures }
>();

/** How the tiers of an SLO are said, and those of one of its alerts that a target had to change. */
export function tierFigures({ alerts, objective }: Promised, changed?: BurnAlert): TierFigures {
  if (changed !== undefined && !alerts.includes(changed)) return figuresOf([...alerts, changed], objective);
  const before = known.get(alerts);
  if (before?.objective === objective) return before.figures;
  const figures = figuresOf(alerts, objective);
  known.set(alerts, { objective, figures });
  return figures;
}

function figuresOf(alerts: Promised["alerts"], { errorBudget }: Promised["objective"]): TierFigures {
  const tiers = alerts.flatMap((alert) => alert.tiers);
  const thresholds = tiers.map((tier) => errorRatioThreshold(tier, errorBudget));
  const ofRates = tellingDigits(tiers.map(({ burnRate }) => burnRate));
  const ofThresholds = tellingDigits(thresholds);
  const said = new Map(
    tiers.map((tier, index) => [
      tier,
      {
        burnRate: decimal(tier.burnRate, ofRates),
        threshold: percentText(thresholds[index] ?? tier.burnRate, ofThresholds),
      },
    ]),
  );
  const of = (tier: Tier) => {
    const figures = said.get(tier);
    if (figures === undefined) throw new Error("a tier of another SLO");
    return figures;
  };
  return { burnRate: (tier) => of(tier).burnRate, threshold: (tier) => of(tier).threshold };
}
