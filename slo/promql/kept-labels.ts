import type { Binary, Call, Expression } from "./syntax.ts";
import { typeOf } from "./type-of.ts";

/** Aggregations whose result is some of the series that they were given, with all their labels. */
const CHOOSING = new Set(["topk", "bottomk", "limitk", "limit_ratio"]);
const SETS = new Set(["and", "or", "unless"]);

/**
 * The innermost place where an expression loses a label that its series may have, so that no series of the result has it; undefined
 * where it is kept. After https://prometheus.io/docs/prometheus/latest/querying/operators/.
 */
export function losesLabel(expression: Expression, label: string): Expression | undefined {
  switch (expression.kind) {
    case "selector":
    case "matrix":
      return undefined;
    case "subquery":
    case "modified":
    case "unary":
    case "parenthesis":
      return losesLabel(expression.of, label);
    case "number":
    case "window":
    case "string":
      return expression;
    case "call":
      return lostByCall(expression, label);
    case "aggregate": {
      const operator = expression.operator.toLowerCase();
      const of = expression.arguments.at(-1);
      const [name] = expression.arguments;
      if (operator === "count_values" && name?.kind === "string" && name.value === label) return undefined;
      const { grouping } = expression;
      const isNamed = grouping?.labels.includes(label) ?? false;
      const isKept = CHOOSING.has(operator) || isNamed === (grouping?.mode !== "without");
      if (!isKept || of === undefined) return expression;
      return losesLabel(of, label);
    }
    case "binary":
      return lostByBinary(expression, label);
  }
}

function lostByCall(call: Call, label: string): Expression | undefined {
  const [first, second] = call.arguments;
  switch (call.function) {
    case "absent":
    case "absent_over_time":
      return saysEqual(first, label) ? undefined : call;
    case "label_replace": {
      if (second?.kind !== "string" || second.value !== label) return first && losesLabel(first, label);
      const replacement = call.arguments[2];
      return replacement?.kind === "string" && replacement.value === "" ? call : undefined;
    }
    case "label_join":
      if (second?.kind === "string" && second.value === label) return undefined;
      return first && losesLabel(first, label);
    // It adds labels of others, whichever those have.
    case "info":
      return undefined;
    case "histogram_quantiles":
      if (second?.kind === "string" && second.value === label) return undefined;
      return first && losesLabel(first, label);
    default: {
      const series = call.arguments.find((argument) => {
        const type = typeOf(argument);
        return type === "vector" || type === "matrix";
      });
      return series === undefined || typeOf(call) === "scalar" ? call : losesLabel(series, label);
    }
  }
}

/** Of what is absent, only what a selector says with `=` is known. */
function saysEqual(of: Expression | undefined, label: string): boolean {
  if (of?.kind === "matrix") return saysEqual(of.selector, label);
  if (of?.kind === "modified" || of?.kind === "parenthesis" || of?.kind === "subquery") return saysEqual(of.of, label);
  return of?.kind === "selector" && of.matchers.some((one) => one.label === label && one.operator === "=");
}

function lostByBinary(binary: Binary, label: string): Expression | undefined {
  const { left, right, operator, matching } = binary;
  const [ours, theirs] = [losesLabel(left, label), losesLabel(right, label)];
  if (operator === "or") return ours ?? theirs;
  if (SETS.has(operator)) return ours;
  const [isOurs, isTheirs] = [typeOf(left) !== "scalar", typeOf(right) !== "scalar"];
  if (!isOurs || !isTheirs) return isOurs ? ours : isTheirs ? theirs : binary;
  const isMatched = matching === undefined || matching.labels.includes(label) === (matching.mode === "on");
  // Series that match by a label both have it; the result has it then.
  if (isMatched) return ours ?? theirs;
  const group = matching.group;
  if (group === undefined) return binary;
  const [many, one] = group.many === "left" ? [ours, theirs] : [theirs, ours];
  return group.labels.includes(label) ? one : many;
}
