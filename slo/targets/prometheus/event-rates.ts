import { broken } from "../../model/indicator.ts";
import type { Slo } from "../../model/slo.ts";
import { formatDuration } from "../../promql/duration.ts";
import { printExpression, printSelector } from "../../promql/print.ts";
import type { Selector } from "../../promql/syntax.ts";
import { aggregate, bucketSelector, countWithBucket } from "../raw-series.ts";

/** The two event rates per second that every indicator reduces to. */
export interface EventRates {
  readonly total: string;
  /** The rate of bad events, from an expression that gives the total: the total itself, or where it was recorded. */
  readonly bad: (total: string) => string;
}

/** Reads the raw series over `window` (milliseconds). */
export function eventRates(slo: Slo, window: number): EventRates {
  const range = formatDuration(window);
  const { indicator } = slo;
  const sum = (expression: string): string => aggregate("sum", slo, expression);
  const rateOf = (selector: string): string => sum(`rate(${selector}[${range}])`);
  const rate = (selector: Selector): string => rateOf(printSelector(selector));
  /** A series that was never seen counted nothing: it is 0 wherever there is a total. */
  const restOf = (total: string, good: string): string =>
    `clamp_min(\n  ${total}\n  -\n  (\n    ${good}\n    or\n    0 * ${total}\n  ),\n  0\n)`;

  switch (indicator.kind) {
    case "ratio":
      return {
        total: rate(indicator.total),
        bad: (total) =>
          indicator.counted === "bad"
            ? `${rate(indicator.part)}\nor\n0 * ${total}`
            : restOf(total, rate(indicator.part)),
      };
    case "latency": {
      const { histogram, threshold } = indicator;
      if (indicator.native) {
        const observed = rate(histogram);
        const slower = `(1 - histogram_fraction(-Inf, ${threshold.toFixed()}, ${observed}))`;
        const count = `histogram_count(${observed})`;
        // Without traffic the fraction is 0/0; a NaN would stay in every sum over the period.
        return { total: count, bad: () => `(${count} > 0) * ${slower}\nor\n0 * ${count}` };
      }
      // A histogram has all its buckets from the first observation on: without this one nobody knows what was bad, and there is no total.
      const within = rateOf(bucketSelector(histogram, threshold));
      return {
        total: sum(`\n  ${countWithBucket(histogram, threshold, range)}\n`),
        bad: (total) => `clamp_min(\n  ${total}\n  -\n  ${within},\n  0\n)`,
      };
    }
    case "probe": {
      const success = `avg_over_time(${printSelector(indicator.gauge)}[${range}])`;
      return { total: aggregate("count", slo, success), bad: () => sum(`1 - ${success}`) };
    }
    case "condition": {
      // `>= -Inf` holds for every number and drops NaN, which is no answer.
      const known = `((${printExpression(indicator.gauge, window)}) >= -Inf)`;
      const isBroken = `${known} ${broken(indicator.operator)} bool ${indicator.threshold.toFixed()}`;
      return { total: aggregate("count", slo, known), bad: () => sum(isBroken) };
    }
    case "promql": {
      // A rate is never negative; `>= 0` also drops the NaN of a division by nothing.
      const known = (text: string): string => sum(`(${text}) >= 0`);
      const all = known(printExpression(indicator.total, window));
      return { total: all, bad: () => `${known(printExpression(indicator.bad, window))}\nor\n0 * ${all}` };
    }
  }
}
