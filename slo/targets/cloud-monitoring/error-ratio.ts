import { broken, type ConditionIndicator } from "../../model/indicator.ts";
import type { Slo } from "../../model/slo.ts";
import { formatDuration, MINUTE } from "../../promql/duration.ts";
import { printExpression, printSelector } from "../../promql/print.ts";
import { aggregate, bucketSelector, countWithBucket } from "../raw-series.ts";

/**
 * Bad events over all events of a window (milliseconds), in PromQL on the raw series: the SRE Workbook's form, since nothing is recorded
 * here. Counts what the recording rules of the Prometheus target count; absent while the window had no events, or no bad series.
 */
export function errorRatio(slo: Slo, window: number): string {
  const { indicator } = slo;
  const total = totalEvents(slo, window);
  const range = formatDuration(window);
  switch (indicator.kind) {
    case "ratio": {
      const part = sum(slo, rate(printSelector(indicator.part), range));
      return indicator.counted === "bad" ? `${part} / (${total} > 0)` : withoutGood(part, total);
    }
    case "latency": {
      const { histogram, threshold } = indicator;
      return `1 - ${sum(slo, rate(bucketSelector(histogram, threshold), range))} / (${total} > 0)`;
    }
    case "probe":
      return `1 - ${sum(slo, `sum_over_time(${printSelector(indicator.gauge)}[${range}])`)} / ${total}`;
    case "condition":
      return `${sum(slo, `sum_over_time((${isBroken(indicator)})[${range}:1m])`)} / ${total}`;
    case "promql":
      return `${sum(slo, `(${printExpression(indicator.bad, window)}) >= 0`)} / (${total} > 0)`;
  }
}

/** All events of a window: per second, or samples of a gauge. Absent when the signal was gone for the whole window. */
export function totalEvents(slo: Slo, window: number): string {
  const { indicator } = slo;
  const range = formatDuration(window);
  switch (indicator.kind) {
    case "ratio":
      return sum(slo, rate(printSelector(indicator.total), range));
    case "latency":
      return sum(slo, countWithBucket(indicator.histogram, indicator.threshold, range));
    case "probe":
      return sum(slo, `count_over_time(${printSelector(indicator.gauge)}[${range}])`);
    case "condition":
      return sum(slo, `count_over_time((${isBroken(indicator)})[${range}:1m])`);
    case "promql":
      return sum(slo, `(${printExpression(indicator.total, window)}) >= 0`);
  }
}

/** Good series that were never seen counted nothing: then all events are bad. */
function withoutGood(good: string, total: string): string {
  return `1 - (${good} or 0 * ${total}) / (${total} > 0)`;
}

/** 1 while a condition is broken, 0 while it holds. `>= -Inf` holds for every number and drops NaN, which is no answer. */
function isBroken({ gauge, operator, threshold }: ConditionIndicator): string {
  return `((${printExpression(gauge, MINUTE)}) >= -Inf) ${broken(operator)} bool ${threshold.toFixed()}`;
}

function sum(slo: Slo, expression: string): string {
  return aggregate("sum", slo, expression);
}

function rate(selector: string, range: string): string {
  return `rate(${selector}[${range}])`;
}
