import Big from "big.js";
import type { Finding } from "../../../foundation/findings/finding.ts";
import type { Part } from "../../../foundation/findings/part.ts";
import { formatDuration } from "../../promql/duration.ts";
import { DIALECT_RULES } from "./rules.ts";
import { Sourced, type Tree } from "./sourced.ts";

/** A burn-rate condition as another tool writes it: milliseconds. */
export interface ForeignTier {
  readonly burnRate: Big;
  readonly longWindow: number;
  /** None where the tool looks at one window only. */
  readonly shortWindow: number | undefined;
}

/** Twelve significant digits: 13.44, never 13.439999999999998. */
const DIGITS = 12;

/**
 * The native alert of one severity with these conditions, without those that could never fire; `none` when nothing is left. What is
 * wrong is told at `at`.
 */
export function alertOf(
  severity: string,
  escalation: Sourced,
  tiers: readonly ForeignTier[],
  { objective, period, at }: { readonly objective: Big | undefined; readonly period: number; readonly at: Part },
): { readonly value: Sourced; readonly findings: readonly Finding[] } {
  const budget = objective === undefined ? undefined : new Big(1).minus(objective);
  const findings: Finding[] = [];
  const kept = tiers.filter(({ burnRate, longWindow, shortWindow }) => {
    const rate = `${burnRate.round(4).toString()}x over ${formatDuration(longWindow)}`;
    const leave = (wrong: string, advice: string): false => {
      findings.push(at.finding(DIALECT_RULES["dialect-tier"], wrong, advice));
      return false;
    };
    if (budget !== undefined && burnRate.times(budget).gte(1)) {
      const needed = burnRate.times(budget).times(100).round(4).toString();
      return leave(
        `the ${severity} at ${rate} would need ${needed}% of events to be bad: it never fires`,
        "Promise more, or write native `tiers` with a lower burn rate.",
      );
    }
    if (longWindow > period || (shortWindow !== undefined && shortWindow >= longWindow) || shortWindow === 0)
      return leave(
        `the windows of the ${severity} at ${rate} do not fit a period of ${formatDuration(period)}`,
        "Promise over a longer window, or write native `tiers`.",
      );
    return true;
  });
  if (kept.length === 0) return { value: new Sourced("none", at), findings };
  const written: Tree = kept.map(({ burnRate, longWindow, shortWindow }) => ({
    burn_rate: Number(burnRate.toPrecision(DIGITS)),
    long_window: formatDuration(longWindow),
    short_window: shortWindow === undefined ? undefined : formatDuration(shortWindow),
  }));
  return { value: new Sourced({ escalation, tiers: new Sourced(written, at) }, at), findings };
}
