import { queriesOf } from "../expressions.ts";
import { text } from "../json.ts";
import { calledName, type Node, nodes, unwrapped } from "../promql.ts";
import type { DashboardRule } from "../rule.ts";

/** A text that reads like a measured value. */
const LOOKS_MEASURED = /^\s*[\d.,]+\s*\S*\s*$|^ok$/i;

export const maskedNoData: DashboardRule = {
  name: "masked-no-data",
  advice:
    "Let missing data be missing, or take the 0 from a series that exists only while there is something to measure.",
  *check(dashboard) {
    for (const { panel, refId, expr } of queriesOf(dashboard)) {
      for (const node of nodes(expr)) {
        const constant = constantIn(node);
        if (constant !== undefined)
          yield { panel, text: `query ${refId} shows \`${constant}\` where there is no data` };
      }
    }
    for (const panel of dashboard.panels) {
      const shown = text(panel.defaults["noValue"]);
      if (LOOKS_MEASURED.test(shown)) yield { panel, text: `missing data shows as \`${shown}\`` };
    }
  },
};

/** `vector(…)` on either side of an `or`: it is there whatever happens to the other side. */
function constantIn(node: Node): string | undefined {
  if (node.name !== "BinaryExpr" || !node.children.some(({ name }) => name === "Or")) return undefined;
  return node.children.map(unwrapped).find((operand) => calledName(operand) === "vector")?.text;
}
