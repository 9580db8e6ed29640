import { describe, expect, it } from "vitest";
import { lintJson } from "../../test/dashboards/lint-json.ts";

/** What widely used dashboards ship, in miniature and in our words: the linter has to see what is wrong with them. */

function rulesBroken(dashboard: unknown): string[] {
  return [...new Set(lintJson([dashboard]).map(({ rule }) => rule))].sort();
}

const FRAME = { uid: "peer", title: "Peer", editable: false };
const VARIABLES = { list: [{ name: "datasource", type: "datasource" }] };
const PLACE = { id: 1, gridPos: { x: 0, y: 0, w: 12, h: 8 }, fieldConfig: { defaults: { unit: "short" } } };
const SOURCE = { uid: "${datasource}" };

describe("dashboards that people use", () => {
  it("an SLO detail page whose rate panel takes the sum of a range", () => {
    const rate = {
      ...PLACE,
      type: "timeseries",
      title: "Rate",
      targets: [{ refId: "A", datasource: SOURCE, expr: 'sum(requests:rate5m{slo="$slo"}[$__rate_interval])' }],
    };
    const slo = { name: "slo", type: "query", refresh: 1, query: "label_values(slo_objective, slo)" };
    const dashboard = { ...FRAME, templating: { list: [...VARIABLES.list, slo] }, panels: [rate] };
    expect(rulesBroken(dashboard)).toEqual(["panel-description", "query-types", "variable-refresh"]);
  });

  it("an SLO detail page that is at 100 % when nothing is measured", () => {
    const target = (expr: string) => ({ refId: "A", datasource: "prometheus", expr });
    const sli = {
      ...PLACE,
      type: "stat",
      title: "",
      description: "SLI",
      fieldConfig: { defaults: { unit: "percentunit", thresholds: { steps: [{ color: "green", value: null }] } } },
      targets: [target("1 - (max(error:ratio_rate5m) or on() vector(0))")],
    };
    const budget = {
      ...sli,
      id: 2,
      title: "Budget",
      gridPos: { x: 12, y: 0, w: 12, h: 8 },
      targets: [target("budget_remaining:ratio or on() vector(1)")],
    };
    const dashboard = {
      ...FRAME,
      templating: { list: [{ name: "Datasource", type: "datasource" }] },
      panels: [sli, budget],
    };
    expect(rulesBroken(dashboard)).toEqual([
      "data-source-variable",
      "fixed-data-source",
      "masked-no-data",
      "no-data-colour",
      "panel-title",
    ]);
    expect(lintJson([dashboard]).filter(({ rule }) => rule === "masked-no-data")).toHaveLength(2);
  });

  it("a cache's page with ranges of one and five minutes", () => {
    const commands = {
      ...PLACE,
      type: "graph",
      title: "Commands per second",
      targets: [
        { refId: "A", datasource: SOURCE, expr: "sum(rate(redis_commands_processed_total[1m]))" },
        { refId: "B", datasource: SOURCE, expr: "irate(redis_keyspace_hits_total[5m])" },
      ],
    };
    expect(rulesBroken({ ...FRAME, templating: VARIABLES, panels: [commands] })).toEqual([
      "fixed-range",
      "panel-description",
    ]);
  });

  it("a database's page that plots counters as they stand, in a panel without id", () => {
    const { id: _, ...place } = PLACE;
    const conflicts = {
      ...place,
      type: "timeseries",
      title: "Conflicts and deadlocks",
      targets: [
        { refId: "A", datasource: SOURCE, expr: "max(pg_stat_database_deadlocks)" },
        { refId: "B", datasource: SOURCE, expr: "max(pg_stat_database_conflicts)" },
      ],
    };
    expect(rulesBroken({ ...FRAME, templating: VARIABLES, panels: [conflicts] })).toEqual([
      "panel-description",
      "panel-id",
      "raw-counter",
    ]);
  });
});
