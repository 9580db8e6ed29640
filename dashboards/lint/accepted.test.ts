import { describe, expect, it } from "vitest";
import { lintJson } from "../../test/dashboards/lint-json.ts";
import {
  DATA_SOURCE_VARIABLE,
  QUEUE_VARIABLE,
  sampleDashboard,
  samplePanel,
  sampleQuery,
} from "../../test/dashboards/sample-dashboard.ts";

const panel = (changes: object) => sampleDashboard({ panels: [samplePanel({ ...changes })] });

describe("what no rule minds", () => {
  it.each([
    "sum(rate(orders_total[$__rate_interval]))",
    "sum(increase(orders_total[$__range]))",
    "quantile_over_time(0.9, queue_length[1h])",
    "max_over_time(rate(orders_total[$__rate_interval])[1h:1m])",
    "rate(orders_total[$__rate_interval] offset 1w)",
    "sum(orders:rate5m)",
    "absent(orders_total)",
    "queue_length or 0 * depots",
    'label_replace(queue_length, "depot", "$1", "queue", "(.+)-.+")',
    '{__name__=~"queue_.+", queue="$queue"}',
    "histogram_quantile(0.95, sum by (le) (rate(orders_seconds_bucket[$__rate_interval])))",
    "predict_linear(queue_length[$__range], 3600) # in an hour",
  ])("the query %s", (expr) => {
    expect(lintJson([sampleQuery(expr)])).toEqual([]);
  });

  it.each([
    ["a row", { type: "row", description: "", targets: [] }],
    ["a text", { type: "text", targets: [], options: { content: "Costs $5; see https://example.com/d/other." } }],
    [
      "words in place of numbers",
      { fieldConfig: { defaults: { mappings: [{ type: "value", options: { 1: { text: "up" } } }] } } },
    ],
    ["a unit of its own", { fieldConfig: { defaults: { unit: "suffix:bottles" } } }],
    ["Grafana's own data source", { targets: [{ refId: "A", datasource: { type: "datasource", uid: "grafana" } }] }],
    [
      "a query language that is not PromQL",
      { targets: [{ refId: "A", expr: '{app="x"} |= "y"', datasource: { type: "loki", uid: "loki" } }] },
    ],
    [
      "missing data in the colour of text",
      {
        type: "stat",
        fieldConfig: {
          defaults: { unit: "s", noValue: "No data", thresholds: { steps: [{ color: "text", value: null }] } },
        },
      },
    ],
    ["a stat without colours", { type: "stat", options: { colorMode: "none" } }],
  ])("%s", (_, changes) => {
    expect(lintJson([panel(changes)])).toEqual([]);
  });

  it("panels of a folded row, which stand where they will be", () => {
    const folded = {
      type: "row",
      collapsed: true,
      gridPos: { x: 0, y: 8, w: 24, h: 1 },
      id: 2,
      title: "More",
      panels: [samplePanel({ id: 3 })],
    };
    expect(lintJson([sampleDashboard({ panels: [samplePanel(), folded] })])).toEqual([]);
  });

  it("links to dashboards and variables that exist", () => {
    const links = [
      { type: "link", url: "/d/stacks?${__url_time_range}&var-queue=$queue" },
      { type: "dashboards", tags: ["queues"] },
    ];
    expect(lintJson([sampleDashboard({ links }), sampleDashboard({ uid: "stacks", title: "Stacks" })])).toEqual([]);
  });

  it("a variable set to everything", () => {
    const list = [DATA_SOURCE_VARIABLE, { ...QUEUE_VARIABLE, current: { text: ["All"], value: ["$__all"] } }];
    expect(lintJson([sampleDashboard({ templating: { list } })])).toEqual([]);
  });
});
