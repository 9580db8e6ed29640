import { queriesOf } from "../expressions.ts";
import { ancestors, calledName, metricOf, type Node, nodes } from "../promql.ts";
import type { DashboardRule } from "../rule.ts";

const NAMED_AS_COUNTER = /_(?:total|count|sum|bucket)$/;

/** Counters whose names do not say so (postgres_exporter, from PostgreSQL's cumulative statistics). */
const KNOWN_COUNTER =
  /^pg_stat_(?:database_(?:blks_(?:hit|read)|conflicts|deadlocks|temp_(?:bytes|files)|tup_\w+|xact_\w+)|bgwriter_\w+)$/;

/** What may look at a counter as it stands: it asks whether the counter is there, not how high it is. */
const PRESENCE = new Set(["absent", "count", "group", "timestamp"]);

export const rawCounter: DashboardRule = {
  name: "raw-counter",
  advice: "Show rate(…[$__rate_interval]): a counter only grows, and starts over when its process does.",
  *check(dashboard) {
    for (const { panel, refId, expr } of queriesOf(dashboard)) {
      if (panel === undefined) continue;
      for (const node of nodes(expr)) {
        if (node.name === "VectorSelector" && isCounter(metricOf(node)) && isRaw(node)) {
          yield { panel, text: `query ${refId} shows the counter \`${metricOf(node)}\` without a rate` };
        }
      }
    }
  },
};

function isCounter(metric: string): boolean {
  return !metric.includes(":") && (NAMED_AS_COUNTER.test(metric) || KNOWN_COUNTER.test(metric));
}

function isRaw(selector: Node): boolean {
  for (const above of ancestors(selector)) {
    if (above.name === "MatrixSelector" || above.name === "SubqueryExpr" || PRESENCE.has(calledName(above)))
      return false;
  }
  return true;
}
