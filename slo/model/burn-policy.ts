import Big from "big.js";
import { DAY, HOUR, MINUTE } from "../promql/duration.ts";

export type Severity = "page" | "ticket";

/** What divides the bad events of a window: the window's own traffic (the Workbook's), or the period's mean traffic. */
export type TrafficBasis = "window" | "period";

/** One multi-window burn-rate condition: it fires while both windows burn faster than `burnRate`. */
export interface Tier {
  readonly burnRate: Big;
  /** Milliseconds. */
  readonly longWindow: number;
  /** Milliseconds; lets the alert reset soon after the burning stops. */
  readonly shortWindow: number;
}

export interface BurnAlert {
  readonly severity: Severity;
  readonly escalation: string;
  readonly traffic: TrafficBasis;
  readonly tiers: readonly Tier[];
}

/** SRE Workbook chapter 5, table 5-8, with the 3x tier that Sloth and Grafana add: the share of the budget spent before a tier fires. */
const WORKBOOK: Readonly<Record<Severity, readonly { readonly budgetShare: string; readonly longWindow: number }[]>> = {
  page: [
    { budgetShare: "0.02", longWindow: HOUR },
    { budgetShare: "0.05", longWindow: 6 * HOUR },
  ],
  ticket: [
    { budgetShare: "0.1", longWindow: DAY },
    { budgetShare: "0.1", longWindow: 3 * DAY },
  ],
};

const WORKBOOK_PERIOD = 30 * DAY;

/** Windows people can say aloud, all whole minutes. The shortest long window leaves its short window two samples at a 15 s scrape. */
const ROUND_WINDOWS = [
  ...[5, 10, 15, 20, 30, 45].map((minutes) => minutes * MINUTE),
  ...[1, 1.5, 2, 3, 4, 6, 8, 12, 18].map((hours) => hours * HOUR),
  ...[1, 2, 3, 4, 6, 9].map((days) => days * DAY),
];
const SHORTEST_WINDOW = 2 * MINUTE;

/**
 * The Workbook's tiers for a period (milliseconds). Windows scale with the period and are rounded to a round duration; the burn
 * rate follows from both, so that each tier still fires when exactly its share of the budget is spent. 30 d gives 14.4, 6, 3 and 1.
 * No window is shorter than raw series are read over (`read`, milliseconds), and no long one than twice that; where two tiers come to
 * the same windows, the one that fires first is enough.
 */
export function defaultTiers(severity: Severity, period: number, read = 0): Tier[] {
  const tiers = WORKBOOK[severity].map(({ budgetShare, longWindow }) => {
    const long = nearest((longWindow * period) / WORKBOOK_PERIOD, 2 * read);
    return {
      burnRate: new Big(budgetShare).times(period).div(long),
      longWindow: long,
      shortWindow: defaultShortWindow(long, read),
    };
  });
  return tiers.filter(({ longWindow }, index) => tiers.findIndex((other) => other.longWindow === longWindow) === index);
}

/** A twelfth of the long window (Workbook), in whole minutes, and no less than raw series are read over (milliseconds). */
export function defaultShortWindow(longWindow: number, read = 0): number {
  const wholeMinutes = Math.ceil(read / MINUTE) * MINUTE;
  return Math.max(SHORTEST_WINDOW, wholeMinutes, Math.round(longWindow / 12 / MINUTE) * MINUTE);
}

function nearest(window: number, least: number): number {
  const distance = (candidate: number): number => Math.abs(Math.log(candidate / window));
  const candidates = ROUND_WINDOWS.filter((candidate) => candidate >= least);
  return candidates.reduce((best, candidate) => (distance(candidate) < distance(best) ? candidate : best));
}

/** The error ratio above which a tier fires. At 1 or more it never can: nothing is worse than every event being bad. */
export function errorRatioThreshold(tier: Tier, errorBudget: Big): Big {
  return rounded(tier.burnRate.times(errorBudget));
}

export function isReachable(tier: Tier, errorBudget: Big): boolean {
  return tier.burnRate.times(errorBudget).lt(1);
}

/** The share of the period's budget that is gone when a tier fires after burning at just its rate for the long window. */
export function budgetShareSpent(tier: Tier, period: number): Big {
  return rounded(tier.burnRate.times(tier.longWindow).div(period));
}

/** Time (milliseconds) from the start of a total outage until the long window crosses the threshold. */
export function timeToFire(tier: Tier, errorBudget: Big): number {
  return tier.burnRate.times(errorBudget).times(tier.longWindow).round().toNumber();
}

/** Twelve significant digits: more than a float comparison can tell apart, few enough to read. */
function rounded(value: Big): Big {
  return new Big(value.toPrecision(12));
}
