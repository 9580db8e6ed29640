import type Big from "big.js";
import type { Expression, Selector } from "../promql/syntax.ts";
import type { TimeUnit } from "./histogram-unit.ts";

/** What is measured. Every kind reduces to two event rates, bad and total. */
export type Indicator = RatioIndicator | LatencyIndicator | ProbeIndicator | ConditionIndicator | PromqlIndicator;

/** Counter increments: `bad` over `total`, or `total` minus `good`. */
export interface RatioIndicator {
  readonly kind: "ratio";
  readonly counted: "bad" | "good";
  /** Selects the bad or the good events, as `counted` says. */
  readonly part: Selector;
  readonly total: Selector;
}

/** Observations of a histogram; bad is slower, or larger, than the threshold. */
export interface LatencyIndicator {
  readonly kind: "latency";
  /** The histogram's base name, without `_bucket`. */
  readonly histogram: Selector;
  /** In what the histogram counts; a bucket bound unless `native`. */
  readonly threshold: Big;
  /** What the histogram counts in; undefined when it is not known to be a time. */
  readonly unit: TimeUnit | undefined;
  readonly native: boolean;
}

/** Probe-seconds of a gauge that is 1 when the probe succeeded and 0 when it failed. */
export interface ProbeIndicator {
  readonly kind: "probe";
  readonly gauge: Selector;
}

export type ComparisonOperator = "<" | "<=" | ">" | ">=" | "==" | "!=";

/** Seconds; good while `gauge operator threshold` holds. */
export interface ConditionIndicator {
  readonly kind: "condition";
  readonly gauge: Expression;
  readonly operator: ComparisonOperator;
  readonly threshold: Big;
}

/** Whatever the expressions count, as rates per second over `$window`. */
export interface PromqlIndicator {
  readonly kind: "promql";
  readonly bad: Expression;
  readonly total: Expression;
}

/** Functions that a native histogram is counted with, whichever rules are made of it. */
export const NATIVE_HISTOGRAM_FUNCTIONS = ["histogram_count", "histogram_fraction"] as const;

/** The expressions an indicator reads, by the key that states them in a definition. */
export function expressionsOf(indicator: Indicator): Readonly<Record<string, Expression>> {
  switch (indicator.kind) {
    case "ratio":
      return { [indicator.counted]: indicator.part, total: indicator.total };
    case "latency":
      return { histogram: indicator.histogram };
    case "probe":
    case "condition":
      return { gauge: indicator.gauge };
    case "promql":
      return { bad: indicator.bad, total: indicator.total };
  }
}

const BROKEN: Readonly<Record<ComparisonOperator, ComparisonOperator>> = {
  "<": ">=",
  "<=": ">",
  ">": "<=",
  ">=": "<",
  "==": "!=",
  "!=": "==",
};

/** The comparison that holds exactly when `operator` is broken. */
export function broken(operator: ComparisonOperator): ComparisonOperator {
  return BROKEN[operator];
}
