import type { Expression, Selector } from "./syntax.ts";

/** Every node of an expression, parents before children. */
export function* walk(expression: Expression): Generator<Expression> {
  yield expression;
  switch (expression.kind) {
    case "matrix":
      yield expression.selector;
      break;
    case "subquery":
    case "modified":
    case "unary":
    case "parenthesis":
      yield* walk(expression.of);
      break;
    case "call":
    case "aggregate":
      for (const argument of expression.arguments) yield* walk(argument);
      break;
    case "binary":
      yield* walk(expression.left);
      yield* walk(expression.right);
      break;
  }
}

export function selectorsOf(expression: Expression): Selector[] {
  return [...walk(expression)].filter((node) => node.kind === "selector");
}

/** Whether `$window` stands anywhere in the expression. */
export function usesWindow(expression: Expression): boolean {
  return [...walk(expression)].some(
    (node) =>
      node.kind === "window" ||
      ((node.kind === "matrix" || node.kind === "subquery") && node.range === "$window") ||
      (node.kind === "modified" && node.modifier.kind === "offset" && node.modifier.by === "$window"),
  );
}
