import { expressionsOf, type Indicator } from "../../model/indicator.ts";
import { parseDuration } from "../../promql/duration.ts";
import type { Expression } from "../../promql/syntax.ts";

/** How far back (milliseconds) a query looks. */
export interface Reach {
  /** In one range or offset. */
  readonly longest: number;
  /** In all of them that add up. */
  readonly total: number;
}

const NOWHERE: Reach = { longest: 0, total: 0 };
/** `@` looks at a fixed moment, which time leaves behind. */
const FOREVER: Reach = { longest: Number.POSITIVE_INFINITY, total: Number.POSITIVE_INFINITY };

/** How far the events of a window (milliseconds) look back. A condition is looked at all through the window, so its own reach adds to it. */
export function reachOf(indicator: Indicator, window: number): Reach {
  const expressions = Object.values(expressionsOf(indicator)).map((expression) => reach(expression, window));
  return indicator.kind === "promql" ? furthest(expressions) : further(window, furthest(expressions));
}

function reach(expression: Expression, window: number): Reach {
  const length = (range: number | "$window"): number => (range === "$window" ? window : range);
  switch (expression.kind) {
    case "selector":
    case "number":
    case "string":
      return NOWHERE;
    case "matrix":
      return further(length(expression.range), NOWHERE);
    case "subquery":
      return further(length(expression.range), reach(expression.of, window));
    case "modified":
      return modified(expression.modifier, reach(expression.of, window));
    case "unary":
    case "parenthesis":
      return reach(expression.of, window);
    case "call":
    case "aggregate":
      return furthest(expression.arguments.map((argument) => reach(argument, window)));
    case "binary":
      return furthest([reach(expression.left, window), reach(expression.right, window)]);
  }
}

/** A negative offset looks ahead, which needs no past. */
function modified(modifier: string, of: Reach): Reach {
  const offset = /^offset\s+(-?)\s*(\S+)$/i.exec(modifier);
  if (offset === null) return /^@\s*(?:start|end)\s*\(/.test(modifier) ? of : FOREVER;
  return offset[1] === "-" ? of : further(parseDuration(offset[2] ?? "") ?? Number.POSITIVE_INFINITY, of);
}

function further(by: number, { longest, total }: Reach): Reach {
  return { longest: Math.max(by, longest), total: by + total };
}

function furthest(reaches: readonly Reach[]): Reach {
  return {
    longest: Math.max(0, ...reaches.map(({ longest }) => longest)),
    total: Math.max(0, ...reaches.map(({ total }) => total)),
  };
}
