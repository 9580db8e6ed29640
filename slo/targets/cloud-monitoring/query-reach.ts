import { expressionsOf, type Indicator } from "../../model/indicator.ts";
import { lengthOf } from "../../promql/print.ts";
import type { Expression, Modifier } from "../../promql/syntax.ts";

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
  switch (expression.kind) {
    case "selector":
    case "number":
    case "window":
    case "string":
      return NOWHERE;
    case "matrix":
      return further(lengthOf(expression.range, window), NOWHERE);
    case "subquery":
      return further(lengthOf(expression.range, window), reach(expression.of, window));
    case "modified":
      return modified(expression.modifier, reach(expression.of, window), window);
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
function modified(modifier: Modifier, of: Reach, window: number): Reach {
  if (modifier.kind === "at") return /^(?:start|end)\(/.test(modifier.moment) ? of : FOREVER;
  return modifier.isAhead ? of : further(lengthOf(modifier.by, window), of);
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
