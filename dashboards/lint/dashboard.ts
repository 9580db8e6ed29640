import { array, type JsonObject, number, object, text } from "./json.ts";

/** What the rules look at, read from a dashboard's JSON (classic, any version since rows became panels). */
export interface Dashboard {
  readonly uid: string;
  readonly title: string;
  readonly tags: readonly string[];
  /** Rows are panels too; panels of a folded row follow it. */
  readonly panels: readonly Panel[];
  readonly variables: readonly Variable[];
  readonly source: JsonObject;
}

export interface Panel {
  /** Keys and indexes that lead to it in the dashboard's JSON. */
  readonly path: readonly (string | number)[];
  readonly id: number | undefined;
  readonly type: string;
  readonly title: string;
  readonly description: string;
  readonly grid: Grid | undefined;
  /** In a folded row, where positions mean nothing yet. */
  readonly folded: boolean;
  readonly targets: readonly Target[];
  /** `fieldConfig.defaults`. */
  readonly defaults: JsonObject;
  readonly source: JsonObject;
}

export interface Grid {
  readonly x: number;
  readonly y: number;
  readonly w: number;
  readonly h: number;
}

/** A Prometheus query of a panel. */
export interface Target {
  readonly refId: string;
  readonly expr: string;
  /** Uid, name or variable; empty for Grafana's default. */
  readonly dataSource: string;
}

export interface Variable {
  readonly name: string;
  readonly type: string;
  readonly query: string;
  readonly source: JsonObject;
}

export function readDashboard(json: unknown): Dashboard {
  const source = object(json);
  return {
    uid: text(source["uid"]),
    title: text(source["title"]),
    tags: array(source["tags"]).map(text),
    panels: array(source["panels"]).flatMap((panel, index) => readPanels(object(panel), ["panels", index])),
    variables: array(object(source["templating"])["list"]).map((variable) => readVariable(object(variable))),
    source,
  };
}

function readPanels(source: JsonObject, path: Panel["path"]): Panel[] {
  const targets = array(source["targets"]).map(object).filter(isPrometheus);
  const panel: Panel = {
    path,
    id: number(source["id"]),
    type: text(source["type"]),
    title: text(source["title"]),
    description: text(source["description"]),
    grid: readGrid(object(source["gridPos"])),
    folded: path.length > 2,
    targets: targets.map((target) => ({
      refId: text(target["refId"]),
      expr: text(target["expr"]),
      dataSource: dataSourceName(target["datasource"] ?? source["datasource"]),
    })),
    defaults: object(object(source["fieldConfig"])["defaults"]),
    source,
  };
  const folded = array(source["panels"]).flatMap((inner, index) =>
    readPanels(object(inner), [...path, "panels", index]),
  );
  return [panel, ...folded];
}

function isPrometheus(target: JsonObject): boolean {
  const type = text(object(target["datasource"])["type"]);
  return text(target["expr"]) !== "" && (type === "" || type.includes("prometheus"));
}

function dataSourceName(reference: unknown): string {
  return text(reference) || text(object(reference)["uid"]);
}

function readGrid({ x, y, w, h }: JsonObject): Grid | undefined {
  if (typeof x !== "number" || typeof y !== "number" || typeof w !== "number" || typeof h !== "number")
    return undefined;
  return { x, y, w, h };
}

function readVariable(source: JsonObject): Variable {
  const { query } = source;
  return {
    name: text(source["name"]),
    type: text(source["type"]),
    query: text(query) || text(object(query)["query"]),
    source,
  };
}
