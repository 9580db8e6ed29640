import Big from "big.js";
import { DAY, HOUR, MINUTE, parseDuration } from "../../../promql/duration.ts";
import type { Field } from "../field.ts";
import type { ForeignTier } from "../tiers.ts";

/** The two conditions of each severity, over one period (milliseconds). */
export interface AlertWindows {
  readonly period: number;
  readonly page: readonly ForeignTier[];
  readonly ticket: readonly ForeignTier[];
}

interface Share {
  /** Percent of the period's budget that is spent when a condition fires. */
  readonly percent: number;
  readonly longWindow: number;
  readonly shortWindow: number;
}

const share = (percent: number, longWindow: number, shortWindow: number): Share => ({
  percent,
  longWindow,
  shortWindow,
});

/** What Sloth has for 28 and 30 days without a catalogue of one's own (internal/alert/windows of its repository). */
const GOOGLES = {
  page: [share(2, HOUR, 5 * MINUTE), share(5, 6 * HOUR, 30 * MINUTE)],
  ticket: [share(10, DAY, 2 * HOUR), share(10, 3 * DAY, 6 * HOUR)],
} as const;
const PERIODS: readonly number[] = [28 * DAY, 30 * DAY];

/** The windows of a period: the files' own, or Sloth's; undefined for a period for which there are none. */
export function windowsOf(period: number, own: readonly AlertWindows[]): AlertWindows | undefined {
  const stated = own.find((windows) => windows.period === period);
  if (stated !== undefined || !PERIODS.includes(period)) return stated;
  return {
    period,
    page: GOOGLES.page.map((one) => tierOf(one, period)),
    ticket: GOOGLES.ticket.map((one) => tierOf(one, period)),
  };
}

/** Reads an `AlertWindows` object; undefined when its windows are no durations. */
export function readWindows(spec: Field): AlertWindows | undefined {
  const period = parseDuration(spec.get("sloPeriod").text ?? "");
  const severity = (name: string): ForeignTier[] =>
    ["quick", "slow"].flatMap((speed) => {
      const window = spec.get(name).get(speed);
      const longWindow = parseDuration(window.get("longWindow").text ?? "");
      const shortWindow = parseDuration(window.get("shortWindow").text ?? "");
      const percent = window.get("errorBudgetPercent").number;
      if (!longWindow || !shortWindow || percent === undefined || period === undefined) return [];
      return [tierOf({ percent, longWindow, shortWindow }, period)];
    });
  const [page, ticket] = [severity("page"), severity("ticket")];
  return !period || page.length < 2 || ticket.length < 2 ? undefined : { period, page, ticket };
}

function tierOf({ percent, longWindow, shortWindow }: Share, period: number): ForeignTier {
  return { burnRate: new Big(percent).div(100).times(period).div(longWindow), longWindow, shortWindow };
}
