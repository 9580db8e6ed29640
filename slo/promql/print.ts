import { formatDuration, SECOND } from "./duration.ts";
import { quote } from "./string-literal.ts";
import type { Expression, Matcher, Modifier, Range, Selector, VectorMatching } from "./syntax.ts";

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

/** Writes an expression, with `window` (milliseconds, or what another tool writes for it) in place of `$window`. */
export function printExpression(expression: Expression, window: number | string): string {
  const print = (inner: Expression): string => printExpression(inner, window);
  const range = (value: Range): string => printRange(value, window);
  switch (expression.kind) {
    case "selector":
      return printSelector(expression);
    case "matrix":
      return `${printSelector(expression.selector)}[${range(expression.range)}]`;
    case "subquery":
      return `${print(expression.of)}[${range(expression.range)}:${expression.step === undefined ? "" : range(expression.step)}]`;
    case "modified":
      return `${print(expression.of)} ${printModifier(expression.modifier, window)}`;
    case "call":
      return `${expression.function}(${expression.arguments.map(print).join(", ")})`;
    case "aggregate": {
      const { grouping } = expression;
      const by = grouping === undefined ? "" : ` ${grouping.mode} (${grouping.labels.join(", ")}) `;
      return `${expression.operator}${by}(${expression.arguments.map(print).join(", ")})`;
    }
    case "binary": {
      const matching = expression.matching === undefined ? "" : ` ${printMatching(expression.matching)}`;
      const operator = `${expression.operator}${expression.bool ? " bool" : ""}${matching}`;
      return `${print(expression.left)} ${operator} ${print(expression.right)}`;
    }
    case "unary":
      return `${expression.operator}${print(expression.of)}`;
    case "parenthesis":
      return `(${print(expression.of)})`;
    case "number":
      return expression.text;
    case "window":
      return typeof window === "string" ? window : String(window / SECOND);
    case "string":
      return quote(expression.value);
  }
}

export function printMatching({ mode, labels, group }: VectorMatching): string {
  const match = `${mode} (${labels.join(", ")})`;
  return group === undefined ? match : `${match} group_${group.many} (${group.labels.join(", ")})`;
}

function printModifier(modifier: Modifier, window: number | string): string {
  if (modifier.kind === "at") return `@ ${modifier.moment}`;
  return `offset ${modifier.isAhead ? "-" : ""}${printRange(modifier.by, window)}`;
}

function printRange(range: Range, window: number | string): string {
  return typeof window === "string" && range === "$window"
    ? window
    : formatDuration(lengthOf(range, typeof window === "string" ? 0 : window));
}

/** Milliseconds of a range. */
export function lengthOf(range: Range, window: number): number {
  return range === "$window" ? window : range;
}
