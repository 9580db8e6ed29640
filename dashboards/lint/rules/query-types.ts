import { queriesOf } from "../expressions.ts";
import { argumentsOf, calledName, type Node, nodes, unwrapped } from "../promql.ts";
import type { DashboardRule } from "../rule.ts";

/** Functions that need a range vector, besides all that end in `_over_time`. */
const OF_RANGES = new Set([
  "changes",
  "delta",
  "deriv",
  "double_exponential_smoothing",
  "holt_winters",
  "idelta",
  "increase",
  "irate",
  "predict_linear",
  "rate",
  "resets",
]);

export const queryTypes: DashboardRule = {
  name: "query-types",
  advice: "Give `rate` and its kin a range such as [$__rate_interval], and everything else an instant vector.",
  *check(dashboard) {
    for (const { panel, refId, expr } of queriesOf(dashboard)) {
      for (const node of nodes(expr)) {
        const problem = problemOf(node);
        if (problem !== undefined) yield { panel, text: `query ${refId}: ${problem}` };
      }
    }
  },
};

function problemOf(node: Node): string | undefined {
  const name = calledName(node);
  if (name.endsWith("_over_time") || OF_RANGES.has(name)) {
    return argumentsOf(node).some(isRange) ? undefined : `\`${name}\` needs a range vector`;
  }
  if (name !== "") return argumentsOf(node).some(isRange) ? `\`${name}\` cannot take a range vector` : undefined;
  if (node.name === "BinaryExpr" && node.children.some(isRange)) return "an operator cannot take a range vector";
  if (node.name === "PromQL" && node.children.some(isRange)) return "a panel cannot draw a range vector";
  return undefined;
}

function isRange(node: Node): boolean {
  const inner = unwrapped(node);
  if (inner.name === "OffsetExpr" || inner.name === "StepInvariantExpr")
    return inner.children.slice(0, 1).some(isRange);
  return inner.name === "MatrixSelector" || inner.name === "SubqueryExpr";
}
