import { readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { lintJson } from "../../test/dashboards/lint-json.ts";
import {
  DATA_SOURCE_VARIABLE,
  QUEUE_VARIABLE,
  sampleDashboard,
  samplePanel,
  sampleQuery,
  sampleTarget,
} from "../../test/dashboards/sample-dashboard.ts";
import { RULES } from "./rules.ts";

const panel = (changes: object) => sampleDashboard({ panels: [samplePanel({ ...changes })] });
const panels = (...changes: object[]) =>
  sampleDashboard({ panels: changes.map((change) => samplePanel({ ...change })) });
const stat = (defaults: object) => panel({ type: "stat", fieldConfig: { defaults: { unit: "none", ...defaults } } });
const variables = (...list: object[]) => sampleDashboard({ templating: { list } });
const linking = (url: string) => sampleDashboard({ links: [{ type: "link", title: "There", url }] });
const steps = (...colours: string[]) => ({ thresholds: { steps: colours.map((color) => ({ color })) } });

/** For each rule: dashboards that break it, with what it says. */
const BROKEN: Readonly<Record<string, readonly (readonly [message: string, ...dashboards: object[]])[]>> = {
  "query-syntax": [
    ["query A does not parse at its end", sampleQuery("sum(queue_length")],
    ["query A does not parse at `}`", sampleQuery("queue_length}")],
    [
      "query queue does not parse at `}, queue`",
      variables(DATA_SOURCE_VARIABLE, { ...QUEUE_VARIABLE, query: "label_values(a}, queue, queue)" }),
    ],
  ],
  "query-types": [
    ["query A: `sum` cannot take a range vector", sampleQuery("sum(orders:rate5m[$__rate_interval])")],
    ["query A: `rate` needs a range vector", sampleQuery("rate(queue_length)")],
    ["query A: `max_over_time` needs a range vector", sampleQuery("max_over_time(queue_length)")],
    ["query A: an operator cannot take a range vector", sampleQuery("(queue_length[5m]) / 2")],
    ["query A: a panel cannot draw a range vector", sampleQuery("queue_length[5m] offset 1h")],
  ],
  "fixed-data-source": [
    [
      "query A reads the data source `prometheus`",
      panel({ targets: [sampleTarget("up", { datasource: "prometheus" })] }),
    ],
    ["query A reads the default data source", panel({ targets: [sampleTarget("up", { datasource: null })] })],
    [
      "query A reads the data source `$queue`",
      panel({ targets: [sampleTarget("up", { datasource: { uid: "$queue" } })] }),
    ],
  ],
  "masked-no-data": [
    ["query A shows `vector(0)` where there is no data", sampleQuery("queue_length or vector(0)")],
    ["query A shows `vector(1)` where there is no data", sampleQuery("sum(queue_length or on () (vector(1)))")],
    ["missing data shows as `100 %`", stat({ noValue: "100 %", ...steps("gray") })],
  ],
  "fixed-range": [
    ["query A takes `rate` over a fixed [5m]", sampleQuery("sum(rate(orders_total[5m]))")],
    ["query A takes `increase` over a fixed [1h]", sampleQuery('increase(orders_total{a="]"}[1h])')],
    ["query A takes `rate` over a fixed [15s]", sampleQuery("rate(orders_total[$__interval])")],
  ],
  "raw-counter": [
    ["query A shows the counter `orders_total` without a rate", sampleQuery("sum(orders_total)")],
    [
      "query A shows the counter `pg_stat_database_deadlocks` without a rate",
      sampleQuery("pg_stat_database_deadlocks"),
    ],
  ],
  "panel-title": [["has no title", panel({ title: " " })]],
  "panel-description": [["has no description", panel({ description: undefined })]],
  "panel-unit": [
    ["has no unit", panel({ fieldConfig: { defaults: {} } })],
    ["has the unknown unit `parsecs`", panel({ fieldConfig: { defaults: { unit: "parsecs" } } })],
  ],
  "panel-query": [["has no query", panel({ targets: [] })]],
  "panel-id": [
    ["has no id", panel({ id: undefined })],
    ["shares the id 7 with another panel", panels({ id: 7 }, { id: 7, gridPos: { x: 12, y: 0, w: 12, h: 8 } })],
  ],
  "panel-overlap": [
    ["overlaps `Orders that wait`", panels({ id: 1 }, { id: 2, gridPos: { x: 11, y: 7, w: 4, h: 4 } })],
    ["ends at column 26", panel({ gridPos: { x: 14, y: 0, w: 12, h: 8 } })],
    ["has no position", panel({ gridPos: undefined })],
  ],
  "no-data-colour": [
    ["shows missing data in a healthy colour", stat(steps("green", "red"))],
    ["shows missing data in a healthy colour", stat({})],
    [
      "maps missing data to a healthy colour",
      stat({
        ...steps("gray"),
        mappings: [{ type: "special", options: { match: "null", result: { text: "OK", color: "green" } } }],
      }),
    ],
  ],
  "data-source-variable": [
    [
      "has no data source variable `datasource`, only ds",
      sampleDashboard({ templating: { list: [{ name: "ds", type: "datasource" }, QUEUE_VARIABLE] }, panels: [] }),
    ],
    ["has no data source variable `datasource`", sampleDashboard({ templating: {}, panels: [] })],
  ],
  "variable-refresh": [
    [
      "the variable `queue` is not refreshed when the time range changes",
      variables(DATA_SOURCE_VARIABLE, { ...QUEUE_VARIABLE, refresh: 1 }),
    ],
  ],
  "undefined-variable": [
    ["uses `$kind`, which is not defined", panel({ title: "Orders of ${kind:csv} and $__interval" })],
    ["uses `$depot`, which is not defined", panel({ repeat: "depot" })],
    ["uses `$__rate_intervall`, which is not defined", sampleQuery("rate(orders_total[$__rate_intervall])")],
  ],
  "dead-link": [
    ["links to `/d/stacks`, which does not exist", linking("/d/stacks?var-queue=$queue")],
    ["sets `var-depot`, which `/d/queues` does not have", linking("/d/queues?from=now-1h&var-depot=north")],
    [
      "links to `/d/stacks`, which does not exist",
      panel({ type: "text", targets: [], options: { content: "See [there](/d/stacks)." } }),
    ],
    [
      "links to dashboards tagged stacks, of which there are none",
      sampleDashboard({ links: [{ type: "dashboards", tags: ["stacks"] }] }),
    ],
  ],
  "dashboard-uid": [
    ["has no uid", sampleDashboard({ uid: undefined })],
    ["has the invalid uid `a b`", sampleDashboard({ uid: "a b" })],
    [`has the invalid uid \`${"u".repeat(41)}\``, sampleDashboard({ uid: "u".repeat(41) })],
  ],
  "unique-dashboard": [
    ["shares the uid `queues` with another dashboard", sampleDashboard(), sampleDashboard({ title: "Stacks" })],
    [
      "shares the title `Queues` with another dashboard",
      sampleDashboard(),
      sampleDashboard({ uid: "stacks", title: "queues" }),
    ],
  ],
  editable: [["can be edited", sampleDashboard({ editable: undefined })]],
  "volatile-field": [
    ["holds `version`", sampleDashboard({ version: 12 })],
    [
      "holds the viewer's choice of `queue`",
      variables(DATA_SOURCE_VARIABLE, { ...QUEUE_VARIABLE, current: { value: ["north"] } }),
    ],
    [
      "holds the values of `queue`",
      variables(DATA_SOURCE_VARIABLE, { ...QUEUE_VARIABLE, options: [{ value: "north" }] }),
    ],
  ],
};

const cases = Object.entries(BROKEN).flatMap(([rule, list]) =>
  list.map(([message, ...dashboards]) => ({ rule, message, dashboards })),
);

describe("the rules", () => {
  it.each(cases)("$rule: $message", ({ rule, message, dashboards }) => {
    const found = lintJson(dashboards).filter((finding) => finding.rule === rule);
    expect(found.map(({ text }) => text.replace(/^[^:]*: /, ""))).toContain(message);
    expect(found[0]?.advice).toMatch(/\.$/);
  });

  it("mind nothing in a good dashboard", () => {
    expect(lintJson([sampleDashboard()])).toEqual([]);
  });

  it("are each in the file of their name, and tested", () => {
    const files = readdirSync(join(import.meta.dirname, "rules")).map((file) => file.replace(".ts", ""));
    const names = RULES.map(({ name }) => name);
    expect([...names].sort()).toEqual(files.sort());
    expect(Object.keys(BROKEN).sort()).toEqual(files);
  });
});
