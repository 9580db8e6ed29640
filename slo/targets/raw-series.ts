import type Big from "big.js";
import type { Slo } from "../model/slo.ts";
import { printSelector } from "../promql/print.ts";
import type { Matcher, Selector } from "../promql/syntax.ts";
import { writtenBounds } from "./written-bounds.ts";

/** `sum by (region) (…)`, or `sum(…)` for an SLO that is not split. */
export function aggregate(operator: "sum" | "count", { by }: Slo, expression: string): string {
  return by.length === 0 ? `${operator}(${expression})` : `${operator} by (${by.join(", ")}) (${expression})`;
}

/** The observations of a classic histogram. */
function countSelector(histogram: Selector): string {
  return printSelector({ ...histogram, metric: `${histogram.metric}_count` });
}

/** The observations up to a bound, however its `le` is written. */
export function bucketSelector(histogram: Selector, bound: Big): string {
  const [only = "", ...others] = writtenBounds(bound);
  const literal = (text: string): string => text.replaceAll(/[.+]/g, "\\$&");
  const le: Pick<Matcher, "operator" | "value"> =
    others.length === 0
      ? { operator: "=", value: only }
      : { operator: "=~", value: [only, ...others].map(literal).join("|") };
  return printSelector({ ...histogram, metric: `${histogram.metric}_bucket` }, { label: "le", ...le });
}

/** The observations of a classic histogram in those of its series that have a bucket of this bound: of others nobody knows what was bad. */
export function countWithBucket(histogram: Selector, bound: Big, range: string): string {
  return `rate(${countSelector(histogram)}[${range}])\n  and ignoring (le)\n  rate(${bucketSelector(histogram, bound)}[${range}])`;
}
