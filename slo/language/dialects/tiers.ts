import Big from "big.js";
import type { Finding, Found } from "../../../foundation/findings/finding.ts";
import type { YamlPart } from "../../../foundation/findings/yaml-source.ts";
import { defaultShortWindow, type Severity } from "../../model/burn-policy.ts";
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

/** What conditions have to fit. */
export interface Fitting {
  /** The promised share of good events; undefined when it cannot be told. */
  readonly objective: Big | undefined;
  /** Milliseconds. */
  readonly period: number;
  /** The shortest window (milliseconds) that scrapes are often enough for. */
  readonly shortestWindow: number;
  /** Where what does not fit is told. */
  readonly at: YamlPart;
}

/** The native alert of one severity with these conditions, without those that could never fire; `none` when nothing is left. */
export function alertOf(
  severity: Severity,
  escalation: Sourced,
  tiers: readonly ForeignTier[],
  fitting: Fitting,
): Found<Sourced> {
  const findings: Finding[] = [];
  const kept = tiers.flatMap((tier) => {
    const { tier: fit, told } = fitted(severity, tier, fitting);
    if (told !== undefined) findings.push(fitting.at.finding(DIALECT_RULES["dialect-tier"], ...told));
    return fit ?? [];
  });
  if (kept.length === 0) return { value: new Sourced("none", fitting.at), findings };
  const written: Tree = kept.map(({ burnRate, longWindow, shortWindow }) => ({
    burn_rate: Number(burnRate.toPrecision(DIGITS)),
    long_window: formatDuration(longWindow),
    short_window: shortWindow === undefined ? undefined : formatDuration(shortWindow),
  }));
  const { at } = fitting;
  return { value: new Sourced({ escalation, tiers: new Sourced(written, at) }, at), findings };
}

/** The condition as far as it fits, and what there is to say about it. */
function fitted(
  severity: Severity,
  tier: ForeignTier,
  { objective, period, shortestWindow }: Fitting,
): { readonly tier?: ForeignTier; readonly told?: readonly [text: string, advice: string] } {
  const { burnRate, longWindow, shortWindow = defaultShortWindow(longWindow) } = tier;
  const rate = `the ${severity} at ${burnRate.round(4).toString()}x over ${formatDuration(longWindow)}`;
  const needed = objective === undefined ? undefined : burnRate.times(new Big(1).minus(objective));
  if (needed?.gte(1)) {
    const wrong = `${rate} would need ${needed.times(100).round(4).toString()}% of events to be bad: it never fires`;
    return { told: [wrong, "Promise more, or write native `tiers` with a lower burn rate."] };
  }
  const short = Math.max(shortWindow, shortestWindow);
  if (longWindow > period || short >= longWindow) {
    const wrong = `the windows of ${rate} do not fit a period of ${formatDuration(period)}`;
    return { told: [wrong, "Promise over a longer window, or write native `tiers`."] };
  }
  if (short === shortWindow) return { tier };
  const wrong = `${rate} looks at ${formatDuration(shortWindow)}, which is too short for scrapes this rare; ${formatDuration(short)} is taken`;
  return { tier: { ...tier, shortWindow: short }, told: [wrong, "Scrape more often, or write native `tiers`."] };
}
