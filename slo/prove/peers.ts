import { BURN_NAMES, burnOf } from "../language/dialects/pyrra/windows.ts";
import { windowsOf } from "../language/dialects/sloth/windows.ts";
import type { Severity } from "../model/burn-policy.ts";
import type { Slo } from "../model/slo.ts";
import { MINUTE } from "../promql/duration.ts";
import type { EventMinutes } from "./event-minutes.ts";

/** A condition of another tool's alert; windows in minutes. */
export interface PeerCondition {
  readonly severity: Severity;
  /** The error ratio above which both windows have to be. */
  readonly threshold: number;
  readonly longWindow: number;
  /** None where the tool looks at one window only. */
  readonly shortWindow: number | undefined;
  /** How long it has to hold before the alert fires. */
  readonly delay: number;
}

/** The rules that another tool makes of a promise, as far as they tell verdicts. */
export interface Peer {
  readonly tool: string;
  readonly conditions: readonly PeerCondition[];
  /** The error ratio of the period up to a minute, as its rules record it; NaN when they record none. */
  readonly periodRatio: (history: EventMinutes, minute: number, period: number) => number;
}

/** Sloth's rules record the ratio of five minutes, and of the period the mean of these. */
const SLOTHS_SLICE = 5;

/** What a tool's own rules say about a promise that its file states. */
export function peerOf(tool: string, slo: Slo): Peer {
  switch (tool) {
    case "Sloth":
      return { tool, conditions: slothsConditions(slo), periodRatio: meanOfRatios };
    case "Pyrra":
      return { tool, conditions: pyrrasConditions(slo), periodRatio: ratioOfEvents };
    default:
      return { tool, conditions: oneWindowConditions(slo), periodRatio: ratioOfEvents };
  }
}

/** Thresholds as these tools write them: a rate times a difference of floats. */
function threshold(burnRate: number, slo: Slo): number {
  return burnRate * (1 - slo.objective.ratio.toNumber());
}

/** Its catalogue for 28 and 30 days, or the one that its files bring; without any wait. */
function slothsConditions(slo: Slo): PeerCondition[] {
  const own = windowsOf(slo.period, []);
  return slo.alerts.flatMap(({ severity, tiers }) => {
    const catalogue = own?.[severity] ?? [];
    const isCatalogue = tiers.every((tier) =>
      catalogue.some(
        ({ burnRate, longWindow }) => burnRate.minus(tier.burnRate).abs().lt(1e-6) && longWindow === tier.longWindow,
      ),
    );
    return (isCatalogue ? catalogue : tiers).map(({ burnRate, longWindow, shortWindow }) => ({
      severity,
      threshold: threshold(burnRate.toNumber(), slo),
      longWindow: longWindow / MINUTE,
      shortWindow: shortWindow === undefined ? undefined : shortWindow / MINUTE,
      delay: 0,
    }));
  });
}

/** Its four conditions, each with its wait; those whose severity the file turns off are not there. */
function pyrrasConditions(slo: Slo): PeerCondition[] {
  return BURN_NAMES.flatMap((name): PeerCondition[] => {
    const { burnRate, longWindow, shortWindow = 0, delay } = burnOf(name, slo.period);
    const alert = slo.alerts.find(({ tiers }) => tiers.some((tier) => tier.burnRate.eq(burnRate)));
    if (alert === undefined) return [];
    return [
      {
        severity: alert.severity,
        threshold: threshold(burnRate.toNumber(), slo),
        longWindow: longWindow / MINUTE,
        shortWindow: shortWindow / MINUTE,
        delay: delay / MINUTE,
      },
    ];
  });
}

/** OpenSLO's conditions look at one window. */
function oneWindowConditions(slo: Slo): PeerCondition[] {
  return slo.alerts.flatMap(({ severity, tiers }) =>
    tiers.map(({ burnRate, longWindow }) => ({
      severity,
      threshold: threshold(burnRate.toNumber(), slo),
      longWindow: longWindow / MINUTE,
      shortWindow: undefined,
      delay: 0,
    })),
  );
}

function ratioOfEvents(history: EventMinutes, minute: number, period: number): number {
  return history.errorRatio(period, minute);
}

/** The mean of what was recorded every minute: each five minutes weigh the same, and one that is 0/0 makes it no number. */
function meanOfRatios(history: EventMinutes, minute: number, period: number): number {
  let [sum, count] = [0, 0];
  for (let at = Math.max(0, minute + 1 - period); at <= minute; at += 1) {
    if (!history.isSeen(SLOTHS_SLICE, at)) continue;
    sum += history.errorRatio(SLOTHS_SLICE, at);
    count += 1;
  }
  return sum / count;
}

/** Minute by minute, whether an alert of a severity fires. */
export function peerVerdicts(
  conditions: readonly PeerCondition[],
  severity: Severity,
  history: EventMinutes,
  { from, to }: { readonly from: number; readonly to: number },
): boolean[] {
  const own = conditions.filter((condition) => condition.severity === severity);
  const held = own.map(() => 0);
  return Array.from({ length: to - from }, (_, offset) => {
    const minute = from + offset;
    return own
      .map(({ threshold: above, longWindow, shortWindow, delay }, index) => {
        const isAbove = (window: number): boolean => history.errorRatio(window, minute) > above;
        const holds = isAbove(longWindow) && (shortWindow === undefined || isAbove(shortWindow));
        held[index] = holds ? (held[index] ?? 0) + 1 : 0;
        return holds && (held[index] ?? 0) > delay;
      })
      .some(Boolean);
  });
}
