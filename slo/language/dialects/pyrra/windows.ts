import Big from "big.js";
import { DAY, HOUR, MINUTE } from "../../../promql/duration.ts";
import type { ForeignTier } from "../tiers.ts";

/** One of the four conditions over a period of 28 days: milliseconds. */
interface Burn {
  readonly factor: number;
  readonly longWindow: number;
  readonly shortWindow: number;
  /** How long it has to hold. */
  readonly delay: number;
}

const OF_PERIOD = 28 * DAY;

/** What Pyrra has for 28 days, by the key under `severities` (`Windows` in slo/rules.go of its repository). */
const BURNS = {
  fastBurn: { factor: 14, longWindow: HOUR, shortWindow: 5 * MINUTE, delay: 2 * MINUTE },
  mediumBurn: { factor: 7, longWindow: 6 * HOUR, shortWindow: 30 * MINUTE, delay: 15 * MINUTE },
  slowBurn: { factor: 2, longWindow: DAY, shortWindow: 2 * HOUR, delay: HOUR },
  longTermBurn: { factor: 1, longWindow: 4 * DAY, shortWindow: 6 * HOUR, delay: 3 * HOUR },
} as const satisfies Readonly<Record<string, Burn>>;

export type BurnName = keyof typeof BURNS;

export const BURN_NAMES: readonly BurnName[] = ["fastBurn", "mediumBurn", "slowBurn", "longTermBurn"];

/** A condition over another period (milliseconds): its windows scale with it, in whole minutes. */
export function burnOf(name: BurnName, period: number): ForeignTier & { readonly delay: number } {
  const { factor, longWindow, shortWindow, delay } = BURNS[name];
  const scaled = (window: number): number => Math.round((window * period) / OF_PERIOD / MINUTE) * MINUTE;
  return {
    burnRate: new Big(factor),
    longWindow: scaled(longWindow),
    shortWindow: scaled(shortWindow),
    delay: scaled(delay),
  };
}

/** How long (milliseconds) a metric may be gone: as long as a total outage takes to fire the fastest condition. */
export function absentAfter(period: number, errorBudget: Big): number {
  const fast = burnOf("fastBurn", period);
  const until = fast.burnRate.times(errorBudget).times(fast.longWindow).plus(fast.delay).div(MINUTE).round().toNumber();
  return Math.max(1, until) * MINUTE;
}
