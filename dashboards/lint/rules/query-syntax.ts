import { queriesOf } from "../expressions.ts";
import { nodes } from "../promql.ts";
import type { DashboardRule } from "../rule.ts";

export const querySyntax: DashboardRule = {
  name: "query-syntax",
  advice: "Correct the query: the panel shows an error instead of data.",
  *check(dashboard) {
    for (const { panel, refId, expr } of queriesOf(dashboard)) {
      for (const node of nodes(expr)) {
        if (node.name !== "⚠") continue;
        const rest = expr.slice(node.from).trim();
        yield {
          panel,
          text: `query ${refId} does not parse at ${rest === "" ? "its end" : `\`${rest.slice(0, 20)}\``}`,
        };
        break;
      }
    }
  },
};
