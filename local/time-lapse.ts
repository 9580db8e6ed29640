import type { Slo } from "../slo/model/slo.ts";

/**
 * The same promise with its windows and its period `factor` times as short, so that a story of an hour takes minutes. Burn rates,
 * budget and thresholds stay as they are written.
 */
export function timeLapse(slo: Slo, factor: number): Slo {
  const shorter = (milliseconds: number): number => Math.max(1_000, Math.round(milliseconds / factor / 1_000) * 1_000);
  return {
    ...slo,
    period: shorter(slo.period),
    absentAfter: slo.absentAfter === undefined ? undefined : shorter(slo.absentAfter),
    alerts: slo.alerts.map((alert) => ({
      ...alert,
      tiers: alert.tiers.map((tier) => ({
        ...tier,
        longWindow: shorter(tier.longWindow),
        shortWindow: shorter(tier.shortWindow),
      })),
    })),
  };
}

/** The same promise with the threshold of its condition `factor` times as low: a deadline of days comes within a minute. */
export function sooner(slo: Slo, factor: number): Slo {
  const { indicator } = slo;
  if (indicator.kind !== "condition") return slo;
  return { ...slo, indicator: { ...indicator, threshold: indicator.threshold.div(factor) } };
}
