import type { Expression, PromqlProblem } from "./syntax.ts";

export type ValueType = "scalar" | "vector" | "matrix" | "string";

/**
 * Argument types of the functions whose arguments are not just instant vectors, from
 * https://prometheus.io/docs/prometheus/latest/querying/functions/. A trailing `?` is optional, `*` repeats.
 */
const SIGNATURES: Readonly<Record<string, string>> = {
  absent_over_time: "matrix",
  avg_over_time: "matrix",
  changes: "matrix",
  count_over_time: "matrix",
  delta: "matrix",
  deriv: "matrix",
  first_over_time: "matrix",
  idelta: "matrix",
  increase: "matrix",
  irate: "matrix",
  last_over_time: "matrix",
  mad_over_time: "matrix",
  max_over_time: "matrix",
  min_over_time: "matrix",
  present_over_time: "matrix",
  rate: "matrix",
  resets: "matrix",
  stddev_over_time: "matrix",
  stdvar_over_time: "matrix",
  sum_over_time: "matrix",
  ts_of_first_over_time: "matrix",
  ts_of_last_over_time: "matrix",
  ts_of_max_over_time: "matrix",
  ts_of_min_over_time: "matrix",
  quantile_over_time: "scalar matrix",
  predict_linear: "matrix scalar",
  double_exponential_smoothing: "matrix scalar scalar",
  clamp: "vector scalar scalar",
  clamp_max: "vector scalar",
  clamp_min: "vector scalar",
  round: "vector scalar?",
  histogram_quantile: "scalar vector",
  histogram_fraction: "scalar scalar vector",
  histogram_quantiles: "vector string scalar scalar*",
  info: "vector vector?",
  label_join: "vector string string string*",
  label_replace: "vector string string string string",
  sort_by_label: "vector string*",
  sort_by_label_desc: "vector string*",
  vector: "scalar",
  time: "",
  pi: "",
  scalar: "vector",
  day_of_month: "vector?",
  day_of_week: "vector?",
  day_of_year: "vector?",
  days_in_month: "vector?",
  hour: "vector?",
  minute: "vector?",
  month: "vector?",
  year: "vector?",
};

const SCALAR_FUNCTIONS = new Set(["time", "pi", "scalar"]);
const SIGNATURE_AGGREGATES: Readonly<Record<string, ValueType>> = {
  topk: "scalar",
  bottomk: "scalar",
  quantile: "scalar",
  limitk: "scalar",
  limit_ratio: "scalar",
  count_values: "string",
};
const COMPARISONS = new Set(["==", "!=", "<", "<=", ">", ">="]);
const SET_OPERATORS = new Set(["and", "or", "unless"]);

/** The type an expression evaluates to, or the first place where its types do not fit. The grammar alone accepts `rate(x)`. */
export function typeOf(expression: Expression): ValueType | PromqlProblem {
  switch (expression.kind) {
    case "number":
    case "window":
      return "scalar";
    case "string":
      return "string";
    case "selector":
      return "vector";
    case "matrix":
      return "matrix";
    case "parenthesis":
    case "unary":
      return typeOf(expression.of);
    case "modified":
      return canBeMoved(expression.of)
        ? typeOf(expression.of)
        : problemAt(expression, "`offset` and `@` stand after a selector, a range or a subquery only");
    case "subquery": {
      const of = typeOf(expression.of);
      if (typeof of !== "string") return of;
      return of === "vector" ? "matrix" : problemAt(expression, `a subquery needs an instant vector, not ${NAMES[of]}`);
    }
    case "call": {
      const problem = checkArguments(
        expression,
        expression.function,
        (SIGNATURES[expression.function] ?? "vector").split(" ").filter(Boolean),
      );
      return problem ?? (SCALAR_FUNCTIONS.has(expression.function) ? "scalar" : "vector");
    }
    case "aggregate": {
      const parameter = SIGNATURE_AGGREGATES[expression.operator.toLowerCase()];
      return (
        checkArguments(expression, expression.operator, parameter === undefined ? ["vector"] : [parameter, "vector"]) ??
        "vector"
      );
    }
    case "binary":
      return typeOfBinary(expression);
  }
}

function canBeMoved(expression: Expression): boolean {
  const { kind } = expression;
  return (
    kind === "selector" ||
    kind === "matrix" ||
    kind === "subquery" ||
    (kind === "modified" && canBeMoved(expression.of))
  );
}

function problemAt({ from, to }: Expression, message: string): PromqlProblem {
  return { message, from, to };
}

function typeOfBinary(expression: Extract<Expression, { kind: "binary" }>): ValueType | PromqlProblem {
  const left = typeOf(expression.left);
  const right = typeOf(expression.right);
  for (const side of [left, right]) {
    if (typeof side !== "string") return side;
    if (side === "matrix" || side === "string") {
      return problemAt(expression, `\`${expression.operator}\` needs instant vectors or numbers, not ${NAMES[side]}`);
    }
  }
  const scalars = left === "scalar" && right === "scalar";
  const { operator, bool, matching } = expression;
  const isSet = SET_OPERATORS.has(operator);
  if (isSet && (left === "scalar" || right === "scalar"))
    return problemAt(expression, `\`${operator}\` needs an instant vector on both sides`);
  if (isSet && matching?.group !== undefined)
    return problemAt(expression, `\`${operator}\` takes no \`group_${matching.group.many}\`: it joins nothing`);
  if (matching !== undefined && (left === "scalar" || right === "scalar"))
    return problemAt(expression, `\`${matching.mode}\` matches instant vectors, and one side is a number`);
  const twice = matching?.mode === "on" && matching.labels.find((label) => matching.group?.labels.includes(label));
  if (typeof twice === "string")
    return problemAt(expression, `\`${twice}\` is matched by and cannot be taken over as well`);
  if (bool && !COMPARISONS.has(operator)) return problemAt(expression, "`bool` is for comparisons");
  if (scalars && !bool && COMPARISONS.has(operator))
    return problemAt(expression, `numbers are compared with \`${operator} bool\``);
  return scalars ? "scalar" : "vector";
}

const NAMES: Readonly<Record<ValueType, string>> = {
  scalar: "a number",
  vector: "an instant vector",
  matrix: "a range vector",
  string: "a string",
};

function checkArguments(
  node: Extract<Expression, { kind: "call" | "aggregate" }>,
  name: string,
  signature: readonly string[],
): PromqlProblem | undefined {
  const last = signature.at(-1) ?? "";
  const required = signature.filter((type) => !/[?*]$/.test(type)).length;
  const count = node.arguments.length;
  if (count < required || (count > signature.length && !last.endsWith("*"))) {
    return {
      message: `\`${name}\` takes ${required} argument${required === 1 ? "" : "s"}, not ${count}`,
      from: node.from,
      to: node.to,
    };
  }
  for (const [index, argument] of node.arguments.entries()) {
    const actual = typeOf(argument);
    if (typeof actual !== "string") return actual;
    const expected = (signature[index] ?? last).replace(/[?*]$/, "");
    if (actual !== expected) {
      const shown =
        expected === "scalar" || expected === "vector" || expected === "matrix" || expected === "string"
          ? NAMES[expected]
          : expected;
      return { message: `\`${name}\` needs ${shown}, not ${NAMES[actual]}`, from: argument.from, to: argument.to };
    }
  }
  return undefined;
}
