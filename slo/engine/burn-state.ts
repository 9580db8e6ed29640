import { type BurnAlert, errorRatioThreshold, type Tier } from "../model/burn-policy.ts";
import { BURN_STATES } from "../model/contract.ts";
import type { Slo } from "../model/slo.ts";
import { graceOf } from "../model/timing.ts";
import { HOUR } from "../promql/duration.ts";
import type { EventHistory } from "./event-history.ts";
import type { Labels } from "./series-store.ts";

/** One tier of one alert: whether its two windows burn faster than it allows. */
export interface TierState {
  readonly alert: BurnAlert;
  readonly tier: Tier;
  /** Error ratio of the long window; undefined without events. */
  readonly long: number | undefined;
  readonly short: number | undefined;
  readonly threshold: number;
  /** As `slo:burn_state:code`: 2 for the long window plus 1 for the short one. */
  readonly code: 0 | 1 | 2 | 3;
}

/** How one SLO, or one group of it, does at one moment. */
export interface BurnState {
  readonly slo: Slo;
  readonly group: Labels;
  /** Bad events of the period over all of them; undefined without events. */
  readonly errorRatio: number | undefined;
  /** 1 is all of the budget, 0 none, negative more than all. */
  readonly budgetRemaining: number | undefined;
  /** Over the last hour. */
  readonly burnRate: number | undefined;
  readonly tiers: readonly TierState[];
  /** The worst of the tiers; undefined while there is no signal. */
  readonly state: (typeof BURN_STATES)[number] | undefined;
  /** Since when the signal is missed, in Unix milliseconds; it may lie ahead. */
  readonly absentSince: number | undefined;
}

/** Bad events of a window (milliseconds) over all of them, or over what the period's mean traffic brings in such a window. */
export function errorRatio(
  history: EventHistory,
  { window, period, at }: { readonly window: number; readonly period: number | undefined; readonly at: number },
): number | undefined {
  const { seconds, total, bad } = history.within(window, at);
  if (period === undefined) return total > 0 ? bad / total : undefined;
  const all = history.within(period, at);
  if (seconds === 0 || all.seconds === 0 || all.total === 0) return undefined;
  return bad / seconds / (all.total / all.seconds);
}

/** The same arithmetic as the compiled rules. `at` in Unix milliseconds; `isSeen` says whether the signal is there now, `watchedSince` since when somebody looks, `promisedSince` since when at all. */
export function burnState(
  slo: Slo,
  {
    group,
    history,
    at,
    isSeen,
    watchedSince,
    promisedSince,
  }: {
    readonly group: Labels;
    readonly history: EventHistory;
    readonly at: number;
    readonly isSeen: boolean;
    readonly watchedSince: number;
    readonly promisedSince: number;
  },
): BurnState {
  const budget = slo.objective.errorBudget;
  const ofPeriod = errorRatio(history, { window: slo.period, period: undefined, at });
  const ofHour = errorRatio(history, { window: HOUR, period: undefined, at });
  const tiers = slo.alerts.flatMap((alert) => alert.tiers.map((tier) => tierState(slo, { alert, tier, history, at })));
  const worst = Math.max(0, ...tiers.map(({ code }) => code));
  const missedSince = history.lastSeen ?? promisedSince + graceOf(slo.absentAfter ?? 0);
  return {
    slo,
    group,
    errorRatio: ofPeriod,
    budgetRemaining: ofPeriod === undefined ? undefined : 1 - ofPeriod / budget.toNumber(),
    burnRate: ofHour === undefined ? undefined : ofHour / budget.toNumber(),
    tiers,
    state: isSeen || worst > 0 ? BURN_STATES[worst] : undefined,
    absentSince: isSeen ? undefined : Math.max(missedSince, watchedSince),
  };
}

function tierState(
  slo: Slo,
  {
    alert,
    tier,
    history,
    at,
  }: {
    readonly alert: BurnAlert;
    readonly tier: Tier;
    readonly history: EventHistory;
    readonly at: number;
  },
): TierState {
  const period = alert.traffic === "period" ? slo.period : undefined;
  const long = errorRatio(history, { window: tier.longWindow, period, at });
  const short = errorRatio(history, { window: tier.shortWindow, period, at });
  const threshold = errorRatioThreshold(tier, slo.objective.errorBudget).toNumber();
  const [isLong, isShort] = [(long ?? 0) > threshold, (short ?? 0) > threshold];
  const code = isLong ? (isShort ? 3 : 2) : isShort ? 1 : 0;
  return { alert, tier, long, short, threshold, code };
}
