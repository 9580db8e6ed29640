import Big from "big.js";
import { describe, expect, it } from "vitest";
import { expression, sampleRatio, sampleSlo, selector } from "../../../test/slo/sample-slo.ts";
import type { Indicator } from "../../model/indicator.ts";
import { HOUR } from "../../promql/duration.ts";
import { isProblem, parseExpression } from "../../promql/parse.ts";
import { typeOf } from "../../promql/type-of.ts";
import { errorRatio, totalEvents } from "./error-ratio.ts";

const latency = { kind: "latency", unit: "s", histogram: selector('x_seconds{a="b"}'), native: false } as const;

/** All observations of the histograms that have a bucket. */
const withBucket = (le: string): string =>
  `sum(rate(x_seconds_count{a="b"}[1h])\n  and ignoring (le)\n  rate(x_seconds_bucket{a="b", ${le}}[1h]))`;

const CASES: readonly (readonly [name: string, indicator: Indicator, ratio: string, total: string])[] = [
  [
    "bad events",
    sampleRatio,
    'sum(rate(orders_total{outcome="failed"}[1h])) / (sum(rate(orders_total[1h])) > 0)',
    "sum(rate(orders_total[1h]))",
  ],
  [
    "good events that may never have been seen",
    { kind: "ratio", counted: "good", part: selector('x_total{a="b"}'), total: selector("x_total") },
    '1 - (sum(rate(x_total{a="b"}[1h])) or 0 * sum(rate(x_total[1h]))) / (sum(rate(x_total[1h])) > 0)',
    "sum(rate(x_total[1h]))",
  ],
  [
    "observations slower than a bucket's bound, of the histograms that have it",
    { ...latency, threshold: new Big("0.2") },
    `1 - sum(rate(x_seconds_bucket{a="b", le="0.2"}[1h])) / (${withBucket('le="0.2"')} > 0)`,
    withBucket('le="0.2"'),
  ],
  [
    "a bound that is written in two ways",
    { ...latency, threshold: new Big(1) },
    `1 - sum(rate(x_seconds_bucket{a="b", le=~"1|1\\\\.0"}[1h])) / (${withBucket('le=~"1|1\\\\.0"')} > 0)`,
    withBucket('le=~"1|1\\\\.0"'),
  ],
  [
    "failed probes",
    { kind: "probe", gauge: selector("up") },
    "1 - sum(sum_over_time(up[1h])) / sum(count_over_time(up[1h]))",
    "sum(count_over_time(up[1h]))",
  ],
  [
    "minutes in which a condition is broken",
    { kind: "condition", gauge: expression("time() - x"), operator: "<", threshold: new Big(60) },
    "sum(sum_over_time((((time() - x) >= -Inf) >= bool 60)[1h:1m]))" +
      " / sum(count_over_time((((time() - x) >= -Inf) >= bool 60)[1h:1m]))",
    "sum(count_over_time((((time() - x) >= -Inf) >= bool 60)[1h:1m]))",
  ],
  [
    "whatever expressions count",
    { kind: "promql", bad: expression("rate(x[$window])"), total: expression("rate(y[$window])") },
    "sum((rate(x[1h])) >= 0) / (sum((rate(y[1h])) >= 0) > 0)",
    "sum((rate(y[1h])) >= 0)",
  ],
];

describe("events on raw series", () => {
  it.each(CASES)("reads %s", (_name, indicator, ratio, total) => {
    const slo = sampleSlo({ indicator });
    expect(errorRatio(slo, HOUR)).toBe(ratio);
    expect(totalEvents(slo, HOUR)).toBe(total);
  });

  it.each(CASES)("keeps %s apart by label, in PromQL that parses", (_name, indicator) => {
    const slo = sampleSlo({ indicator, by: ["region", "bank"] });
    const text = errorRatio(slo, HOUR);
    const parsed = parseExpression(text);
    expect(isProblem(parsed) ? parsed : typeOf(parsed)).toBe("vector");
    expect(text.match(/sum(?! by \(region, bank\) \(|_over)/g)).toBe(null);
  });
});
