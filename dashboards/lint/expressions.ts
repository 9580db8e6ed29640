import type { Dashboard, Panel, Variable } from "./dashboard.ts";
import { expand } from "./macros.ts";

/** A PromQL expression that a panel or a variable of a dashboard evaluates. */
export interface DashboardQuery {
  /** None for the query of a variable. */
  readonly panel: Panel | undefined;
  /** The panel's name for the query, or the variable's. */
  readonly refId: string;
  /** Macros and variables are filled in. */
  readonly expr: string;
}

export function queriesOf(dashboard: Dashboard, values: Readonly<Record<string, string>> = {}): DashboardQuery[] {
  const ofPanels = dashboard.panels.flatMap((panel) =>
    panel.targets.map(({ refId, expr }) => ({ panel, refId, expr: expand(expr, values) })),
  );
  const ofVariables = dashboard.variables.flatMap((variable) => {
    const expr = variableExpression(variable);
    return expr === undefined ? [] : [{ panel: undefined, refId: variable.name, expr: expand(expr, values) }];
  });
  return [...ofPanels, ...ofVariables];
}

/** `label_values(EXPR, label)` and `query_result(EXPR)` of Grafana's Prometheus data source. */
function variableExpression({ type, query }: Variable): string | undefined {
  if (type !== "query") return undefined;
  return (/^label_values\((?<expr>.+),[^,]+\)$/s.exec(query) ?? /^query_result\((?<expr>.+)\)$/s.exec(query))?.groups?.[
    "expr"
  ];
}
