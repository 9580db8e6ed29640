import { formatDuration } from "./duration.ts";
import { quote } from "./string-literal.ts";
import type { Expression, Matcher, Range, Selector } from "./syntax.ts";

/** Writes a selector; `extra` matchers are added at the end. Values are quoted here and nowhere else. */
export function printSelector(
  selector: Selector,
  ...extra: readonly Pick<Matcher, "label" | "operator" | "value">[]
): string {
  const matchers = [...selector.matchers, ...extra].map(
    ({ label, operator, value }) => `${label}${operator}${quote(value)}`,
  );
  return matchers.length === 0 ? selector.metric : `${selector.metric}{${matchers.join(", ")}}`;
}

/** Writes an expression, with `window` (a Prometheus duration) in place of `$window`. */
export function printExpression(expression: Expression, window: string): string {
  const print = (inner: Expression): string => printExpression(inner, window);
  const range = (value: Range): string => (value === "$window" ? window : formatDuration(value));
  switch (expression.kind) {
    case "selector":
      return printSelector(expression);
    case "matrix":
      return `${printSelector(expression.selector)}[${range(expression.range)}]`;
    case "subquery":
      return `${print(expression.of)}[${range(expression.range)}:${expression.step === undefined ? "" : formatDuration(expression.step)}]`;
    case "modified":
      return `${print(expression.of)} ${expression.modifier}`;
    case "call":
      return `${expression.function}(${expression.arguments.map(print).join(", ")})`;
    case "aggregate": {
      const { grouping } = expression;
      const by = grouping === undefined ? "" : ` ${grouping.mode} (${grouping.labels.join(", ")}) `;
      return `${expression.operator}${by}(${expression.arguments.map(print).join(", ")})`;
    }
    case "binary": {
      const modifiers = `${expression.bool ? " bool" : ""}${expression.matching === undefined ? "" : ` ${expression.matching}`}`;
      return `${print(expression.left)} ${expression.operator}${modifiers} ${print(expression.right)}`;
    }
    case "unary":
      return `${expression.operator}${print(expression.of)}`;
    case "parenthesis":
      return `(${print(expression.of)})`;
    case "number":
      return expression.text;
    case "string":
      return quote(expression.value);
  }
}
