import type Big from "big.js";
import { RECORDED } from "../../model/contract.ts";
import { broken } from "../../model/indicator.ts";
import type { Slo } from "../../model/slo.ts";
import { printExpression, printSelector } from "../../promql/print.ts";
import type { Selector } from "../../promql/syntax.ts";
import { aggregate, recorded } from "./selecting.ts";

/** The two event rates per second that every indicator reduces to, read once from the raw series over the base window. */
export interface EventRates {
  readonly total: string;
  /** May read the total that was recorded just before it. */
  readonly bad: string;
}

/** `base` is the base window as a Prometheus duration. */
export function eventRates(slo: Slo, base: string): EventRates {
  const { indicator } = slo;
  const sum = (expression: string): string => aggregate("sum", slo, expression);
  const rate = (selector: Selector): string => sum(`rate(${printSelector(selector)}[${base}])`);
  const total = sum(recorded(RECORDED.totalEvents, slo));
  const restOfTotal = (good: string): string =>
    `clamp_min(\n  ${total}\n  -\n  (\n    ${good}\n    or\n    0 * ${total}\n  ),\n  0\n)`;

  switch (indicator.kind) {
    case "ratio":
      return {
        total: rate(indicator.total),
        // A series that was never seen counted nothing: it is 0 wherever there is a total.
        bad:
          indicator.counted === "bad" ? `${rate(indicator.part)}\nor\n0 * ${total}` : restOfTotal(rate(indicator.part)),
      };
    case "latency": {
      const { histogram, threshold } = indicator;
      if (indicator.native) {
        const observed = rate(histogram);
        const slower = `(1 - histogram_fraction(-Inf, ${threshold.toFixed()}, ${observed}))`;
        const count = `histogram_count(${observed})`;
        // Without traffic the fraction is 0/0; a NaN would stay in every sum over the period.
        return { total: count, bad: `(${count} > 0) * ${slower}\nor\n0 * ${count}` };
      }
      const series = (suffix: string): Selector => ({ ...histogram, metric: `${histogram.metric}${suffix}` });
      const withinThreshold = sum(`rate(${printSelector(series("_bucket"), bucketBound(threshold))}[${base}])`);
      return { total: rate(series("_count")), bad: restOfTotal(withinThreshold) };
    }
    case "probe": {
      const success = `avg_over_time(${printSelector(indicator.gauge)}[${base}])`;
      return { total: aggregate("count", slo, success), bad: sum(`1 - ${success}`) };
    }
    case "condition": {
      // `>= -Inf` holds for every number and drops NaN, which is no answer.
      const known = `((${printExpression(indicator.gauge, base)}) >= -Inf)`;
      const isBroken = `${known} ${broken(indicator.operator)} bool ${indicator.threshold.toFixed()}`;
      return { total: aggregate("count", slo, known), bad: sum(isBroken) };
    }
    case "promql": {
      // A rate is never negative; `>= 0` also drops the NaN of a division by nothing.
      const known = (text: string): string => sum(`(${text}) >= 0`);
      const all = known(printExpression(indicator.total, base));
      return { total: all, bad: `${known(printExpression(indicator.bad, base))}\nor\n0 * ${all}` };
    }
  }
}

/** Prometheus 3 writes the bound of a whole number as `1.0`, Prometheus 2 as the client did, mostly `1` (prometheus docs/migration.md). */
function bucketBound(threshold: Big): { label: string; operator: "=" | "=~"; value: string } {
  const bound = threshold.toFixed();
  return bound.includes(".")
    ? { label: "le", operator: "=", value: bound }
    : { label: "le", operator: "=~", value: `${bound}(\\.0)?` };
}
