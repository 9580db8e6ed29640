import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import {
  DatasourceVariableBuilder,
  QueryVariableBuilder,
  VariableHide,
  type VariableModel,
  VariableRefresh,
  VariableSort,
} from "@grafana/grafana-foundation-sdk/dashboard";
import { DATA_SOURCE } from "./query.ts";

/** Matches every value; a label that is missing does not slip through, as it would with `.*`. */
const ANY = ".+";

/** The data source that every query reads. */
export function dataSource(): DatasourceVariableBuilder {
  return new DatasourceVariableBuilder("datasource").label("Data source").type("prometheus");
}

/** Lets the viewer narrow a dashboard down to some values of a label; all of them at first. */
export function filter(name: string, label: string, values: string): QueryVariableBuilder {
  return listed(name, label, values)
    .multi(true)
    .includeAll(true)
    .allValue(ANY)
    .current({ selected: true, text: ["All"], value: ["$__all"] });
}

/** Narrows the choice of a variable after it; all at first, so that a link need not name it. */
export function narrowing(name: string, label: string, values: string): QueryVariableBuilder {
  return listed(name, label, values)
    .includeAll(true)
    .allValue(ANY)
    .current({ selected: true, text: "All", value: "$__all" });
}

/** Lets the viewer choose exactly one value. */
export function choice(name: string, label: string, values: string): QueryVariableBuilder {
  return listed(name, label, values);
}

/**
 * A hidden variable with a label's value on the first series of `expr` at the end of the time range. (`label_values` would look
 * at the whole range and could find a value that has since been changed.)
 */
export function fact(label: string, expr: string): Builder<VariableModel> {
  const variable = queried(label, `query_result(${expr})`)
    .regex(`/\\b${label}="(.*?)"[,}]/`)
    .hide(VariableHide.HideVariable);
  // An address that somebody kept would bring back the value of its day; the builder has no word for this.
  return { build: () => ({ ...variable.build(), skipUrlSync: true }) };
}

function listed(name: string, label: string, values: string): QueryVariableBuilder {
  return queried(name, values).label(label).sort(VariableSort.AlphabeticalAsc);
}

function queried(name: string, query: string): QueryVariableBuilder {
  return new QueryVariableBuilder(name)
    .datasource(DATA_SOURCE)
    .query({ query, refId: name })
    .refresh(VariableRefresh.OnTimeRangeChanged);
}
