import { readDashboard } from "../../dashboards/lint/dashboard.ts";
import { queriesOf } from "../../dashboards/lint/expressions.ts";

/** All PromQL of a dashboard, ready for promtool or a server. `values` are what its variables are set to. */
export function expressions(
  dashboard: unknown,
  values: Readonly<Record<string, string>> = {},
): { panel: string; refId: string; expr: string }[] {
  return queriesOf(readDashboard(dashboard), values).map(({ panel, refId, expr }) => ({
    panel: panel?.title ?? `variable ${refId}`,
    refId,
    expr,
  }));
}
