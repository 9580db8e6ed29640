import Big from "big.js";
import { describe, expect, it } from "vitest";
import { expression, sampleCatalogue, sampleRatio, selector } from "../../../test/slo/sample-slo.ts";
import type { ComparisonOperator, ConditionIndicator } from "../../model/indicator.ts";
import { nativeIndicator } from "./service-level-indicator.ts";

const ORDERS = 'metric.type="prometheus.googleapis.com/orders_total/counter" AND resource.type="prometheus_target"';

function translated(indicator: Parameters<typeof nativeIndicator>[0]) {
  const losses: string[] = [];
  const native = nativeIndicator(indicator, sampleCatalogue, (name, message) => losses.push(`${name}: ${message}`));
  return { ...native, losses };
}

function condition(gauge: string, operator: ComparisonOperator, threshold: number): ConditionIndicator {
  return { kind: "condition", gauge: expression(gauge), operator, threshold: new Big(threshold) };
}

describe("an indicator in Cloud Monitoring", () => {
  it("divides bad by total counters", () => {
    expect(translated(sampleRatio)).toEqual({
      indicator: {
        requestBased: {
          goodTotalRatio: {
            badServiceFilter: `${ORDERS} AND metric.labels.outcome="failed"`,
            totalServiceFilter: ORDERS,
          },
        },
      },
      signal: { filter: ORDERS, aligner: "ALIGN_DELTA" },
      losses: [],
    });
  });

  it("divides good by total counters", () => {
    const indicator = { kind: "ratio", counted: "good", total: selector("orders_total") } as const;
    const part = selector('orders_total{outcome="placed"}');
    expect(translated({ ...indicator, part })).toHaveProperty("indicator.requestBased.goodTotalRatio", {
      goodServiceFilter: `${ORDERS} AND metric.labels.outcome="placed"`,
      totalServiceFilter: ORDERS,
    });
  });

  it.each([false, true])("cuts a distribution at the threshold (native histogram: %s)", (native) => {
    const histogram = selector('requests_seconds{route="/orders"}');
    const filter =
      'metric.type="prometheus.googleapis.com/requests_seconds/histogram" AND resource.type="prometheus_target" AND metric.labels.route="/orders"';
    expect(translated({ kind: "latency", unit: "s", histogram, threshold: new Big("0.2"), native })).toEqual({
      indicator: { requestBased: { distributionCut: { distributionFilter: filter, range: { max: 0.2 } } } },
      signal: { filter, aligner: "ALIGN_DELTA" },
      losses: [],
    });
  });

  it("counts the minutes in which every probe succeeded", () => {
    const timeSeries =
      'metric.type="prometheus.googleapis.com/probe_success/gauge" AND resource.type="prometheus_target" AND resource.labels.job="site"';
    expect(translated({ kind: "probe", gauge: selector('probe_success{job="site"}') })).toEqual({
      indicator: {
        windowsBased: {
          metricMeanInRange: { timeSeries, range: { min: 1, max: "Infinity" } },
          windowPeriod: "60s",
        },
      },
      signal: { filter: timeSeries, aligner: "ALIGN_MEAN" },
      losses: ["cloud-good-minutes: a minute is bad as soon as one of its probes, of whatever instance, fails"],
    });
  });

  it.each([
    ["<", { min: "-Infinity", max: 60 }, "; a mean of just the threshold is good"],
    ["<=", { min: "-Infinity", max: 60 }, ""],
    [">", { min: 60, max: "Infinity" }, "; a mean of just the threshold is good"],
    [">=", { min: 60, max: "Infinity" }, ""],
  ] as const)("counts the minutes whose mean is %s the threshold", (operator, range, onThreshold) => {
    expect(translated(condition("queue_age_seconds", operator, 60))).toMatchObject({
      indicator: { windowsBased: { metricMeanInRange: { range }, windowPeriod: "60s" } },
      losses: [`cloud-good-minutes: the mean is taken over the minute and over all instances${onThreshold}`],
    });
  });

  it("takes a gauge with more labels when equality picks one series of each instance", () => {
    expect(translated(condition('queue_length{queue="mail"}', "<", 10))).toHaveProperty("indicator.windowsBased");
    expect(translated(condition('queue_length{queue=~"mail"}', "<", 10))).toMatchObject({
      loss: "cloud-several-series",
      message: "`queue_length` leaves `queue` open",
      losses: [],
    });
  });
});
