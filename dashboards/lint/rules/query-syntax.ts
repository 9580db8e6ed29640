import { queriesOf } from "../expressions.ts";
import { nodes } from "../promql.ts";
import type { Rule } from "../rule.ts";

export const querySyntax: Rule = {
  name: "query-syntax",
  help: "Correct the query: the panel shows an error instead of data.",
  *check(dashboard) {
    for (const { panel, refId, expr } of queriesOf(dashboard)) {
      for (const node of nodes(expr)) {
        if (node.name !== "⚠") continue;
        const rest = expr.slice(node.from).trim();
        yield {
          panel,
          message: `query ${refId} does not parse at ${rest === "" ? "its end" : `\`${rest.slice(0, 20)}\``}`,
        };
        break;
      }
    }
  },
};
