import { queriesOf } from "../expressions.ts";
import { argumentsOf, calledName, metricOf, type Node, nodes } from "../promql.ts";
import type { DashboardRule } from "../rule.ts";

const RATES = new Set(["rate", "irate", "increase"]);

/** Durations that nobody writes, to tell a range that follows the dashboard from a fixed one. */
const FOLLOWING = { __rate_interval: "1000001ms", __range: "1000002ms" };

export const fixedRange: DashboardRule = {
  name: "fixed-range",
  advice:
    "Use [$__rate_interval]: a fixed range skips data when zoomed out and is empty when scraped less often. Longer windows belong in recording rules.",
  *check(dashboard) {
    for (const { panel, refId, expr } of queriesOf(dashboard, FOLLOWING)) {
      for (const node of nodes(expr)) {
        if (!RATES.has(calledName(node))) continue;
        const range = rangeOverRawMetric(node);
        if (range !== undefined && !Object.values(FOLLOWING).includes(range)) {
          yield { panel, text: `query ${refId} takes \`${calledName(node)}\` over a fixed [${range}]` };
        }
      }
    }
  },
};

/** Names with a colon are recorded, with a window of their own. */
function rangeOverRawMetric(call: Node): string | undefined {
  const matrix = argumentsOf(call).find(({ name }) => name === "MatrixSelector");
  const [selector, range] = matrix?.children ?? [];
  if (selector === undefined || metricOf(selector).includes(":")) return undefined;
  return range?.text.replace(/[[\]\s]/g, "");
}
