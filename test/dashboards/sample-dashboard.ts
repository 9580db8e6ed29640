import type { JsonObject } from "../../dashboards/lint/json.ts";

/** A dashboard for tests that no rule minds, changed as a test wants. */
export function sampleDashboard(changes: JsonObject = {}): JsonObject {
  return {
    uid: "queues",
    title: "Queues",
    editable: false,
    tags: ["queues"],
    templating: { list: [DATA_SOURCE_VARIABLE, QUEUE_VARIABLE] },
    panels: [samplePanel()],
    ...changes,
  };
}

/** A time series panel that no rule minds. */
export function samplePanel(changes: JsonObject = {}): JsonObject {
  return {
    id: 1,
    type: "timeseries",
    title: "Orders that wait",
    description: "Above 100 the shops notice.",
    gridPos: { x: 0, y: 0, w: 12, h: 8 },
    fieldConfig: { defaults: { unit: "none" } },
    targets: [sampleTarget('queue_length{queue="$queue"}')],
    ...changes,
  };
}

export function sampleTarget(expr: string, changes: JsonObject = {}): JsonObject {
  return { refId: "A", expr, datasource: { type: "prometheus", uid: "${datasource}" }, ...changes };
}

/** The sample with a panel that evaluates `expr`. */
export function sampleQuery(expr: string): JsonObject {
  return sampleDashboard({ panels: [samplePanel({ targets: [sampleTarget(expr)] })] });
}

export const DATA_SOURCE_VARIABLE = { name: "datasource", type: "datasource", query: "prometheus" };

export const QUEUE_VARIABLE = {
  name: "queue",
  type: "query",
  refresh: 2,
  query: { query: "label_values(queue_length, queue)", refId: "queue" },
};
