import { DataqueryBuilder, PromQueryFormat } from "@grafana/grafana-foundation-sdk/prometheus";

/** Every panel and variable reads the data source that the viewer picked. */
export const DATA_SOURCE = { type: "prometheus", uid: "${datasource}" };

/** One PromQL query: its values over the dashboard's time range, its latest values, or its latest values with one column a label. */
export interface Query {
  readonly expr: string;
  readonly legend: string;
  readonly shape: "series" | "latest" | "rows";
}

export function series(expr: string, legend: string): Query {
  return { expr, legend, shape: "series" };
}

export function latest(expr: string, legend = ""): Query {
  return { expr, legend, shape: "latest" };
}

export function rows(expr: string): Query {
  return { expr, legend: "", shape: "rows" };
}

export function target(refId: string, query: Query): DataqueryBuilder {
  const built = new DataqueryBuilder().refId(refId).datasource(DATA_SOURCE).expr(query.expr);
  if (query.shape === "series") return built.range().legendFormat(query.legend);
  if (query.shape === "latest") return built.instant().legendFormat(query.legend);
  return built.instant().format(PromQueryFormat.Table);
}
