import { errorRatioThreshold, isReachable } from "../../model/burn-policy.ts";
import { formatDuration } from "../../promql/duration.ts";
import { SLO_RULES } from "../rules.ts";
import type { Check } from "./check.ts";

/** 43 of 109 SLOs of one public fleet could never page for this reason; no other compiler says so. */
export const unreachableTier: Check = ({ slo, at }) =>
  slo.alerts.flatMap((alert) =>
    alert.tiers
      .filter((tier) => !isReachable(tier, slo.objective.errorBudget))
      .map((tier) => {
        const rate = tier.burnRate.toString();
        const threshold = errorRatioThreshold(tier, slo.objective.errorBudget).times(100).toString();
        const wrong = `the ${alert.severity} tier at ${rate}x over ${formatDuration(tier.longWindow)} would need ${threshold}% of events to be bad`;
        const advice = "Set `tiers` with a lower burn_rate, or promise more.";
        return at.at("objective").finding(SLO_RULES["unreachable-tier"], wrong, advice);
      }),
  );
