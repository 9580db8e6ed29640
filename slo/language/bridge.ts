import type { Indicator } from "../model/indicator.ts";
import { baseWindow } from "../model/timing.ts";
import { MINUTE } from "../promql/duration.ts";
import type { Call, Expression, Located, MatrixSelector, Selector } from "../promql/syntax.ts";

/** Prometheus forgets a sample after five minutes (`--query.lookback-delta`): up to here an instant selector survives a scrape that failed. */
const SURVIVES = 2 * MINUTE;

/**
 * The indicator for series that are scraped every `interval` milliseconds: where that is so seldom that Prometheus forgets them in between, an
 * instant selector reads the last sample of the base window. Ranges reach far enough as they are.
 */
export function bridged(indicator: Indicator, interval: number): Indicator {
  if (interval <= SURVIVES) return indicator;
  const range = baseWindow(interval);
  switch (indicator.kind) {
    case "condition":
      return { ...indicator, gauge: bridge(indicator.gauge, range) };
    case "promql":
      return { ...indicator, bad: bridge(indicator.bad, range), total: bridge(indicator.total, range) };
    case "ratio":
    case "latency":
    case "probe":
      return indicator;
  }
}

function bridge(expression: Expression, range: number): Expression {
  const inner = (of: Expression): Expression => bridge(of, range);
  switch (expression.kind) {
    case "selector":
      return last(expression, matrix(expression, range));
    case "modified":
      return expression.of.kind === "selector"
        ? last(expression.of, { ...expression, of: matrix(expression.of, range) })
        : { ...expression, of: inner(expression.of) };
    case "call":
      return isTimeOfSample(expression)
        ? latest(expression, range)
        : { ...expression, arguments: expression.arguments.map(inner) };
    case "aggregate":
      return { ...expression, arguments: expression.arguments.map(inner) };
    case "binary":
      return { ...expression, left: inner(expression.left), right: inner(expression.right) };
    case "subquery":
    case "unary":
    case "parenthesis":
      return { ...expression, of: inner(expression.of) };
    case "matrix":
    case "number":
    case "window":
    case "string":
      return expression;
  }
}

function matrix(selector: Selector, range: number): MatrixSelector {
  return { kind: "matrix", selector, range, from: selector.from, to: selector.to };
}

function last({ from, to }: Located, of: Expression): Call {
  return { kind: "call", function: "last_over_time", arguments: [of], from, to };
}

/** `timestamp` of a selector tells when the sample was taken; of anything else, when it is evaluated. */
function isTimeOfSample({ function: name, arguments: [of] }: Call): boolean {
  const inner = of?.kind === "modified" ? of.of : of;
  return name === "timestamp" && inner?.kind === "selector";
}

function latest(of: Call, range: number): Call {
  const { from, to } = of;
  const times: Expression = { kind: "subquery", of, range, step: MINUTE, from, to };
  return { kind: "call", function: "max_over_time", arguments: [times], from, to };
}
