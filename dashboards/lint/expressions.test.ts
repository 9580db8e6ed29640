import { describe, expect, it } from "vitest";
import { expressions } from "../../test/dashboards/expressions.ts";
import { QUEUE_VARIABLE, sampleDashboard, sampleQuery } from "../../test/dashboards/sample-dashboard.ts";
import { expand, references } from "./macros.ts";

describe("expand", () => {
  it.each([
    ["rate(a[$__rate_interval])", "rate(a[1m])"],
    ["rate(a[${__rate_interval}])", "rate(a[1m])"],
    ["increase(a[$__range]) / $__range_s", "increase(a[1h]) / 3600"],
    ['a{b=~"${queue:regex}", c="[[queue]]", d="$queue"}', 'a{b=~"north", c="north", d="north"}'],
    ["max_over_time(a[$window])", "max_over_time(a[1m])"],
    ['label_replace(a, "b", "$1", "c", "(.+)$")', 'label_replace(a, "b", "$1", "c", "(.+)$")'],
  ])("%s", (query, expected) => {
    expect(expand(query, { queue: "north" })).toBe(expected);
  });
});

describe("references", () => {
  it("finds a name in each of Grafana's three forms", () => {
    expect(references("$a ${b} ${c:csv} ${d.e:raw} [[f]] [[g:regex]]")).toEqual(["a", "b", "c", "d", "f", "g"]);
  });

  it("takes neither groups nor amounts nor character classes for variables", () => {
    expect(references("$1 ${2} costs $5 [[:alpha:]] end$")).toEqual([]);
  });
});

describe("expressions", () => {
  it("are those of the panels and of the variables, ready to run", () => {
    expect(expressions(sampleDashboard(), { queue: "north" })).toEqual([
      { panel: "Orders that wait", refId: "A", expr: 'queue_length{queue="north"}' },
      { panel: "variable queue", refId: "queue", expr: "queue_length" },
    ]);
  });

  it("are found in every form of a variable's query", () => {
    const forms = ['label_values(a{b="c,d"}, e)', "query_result(max(a) by (b))", "label_values(e)"];
    const list = forms.map((query, index) => ({ ...QUEUE_VARIABLE, name: `v${index}`, query }));
    expect(expressions(sampleDashboard({ templating: { list }, panels: [] })).map(({ expr }) => expr)).toEqual([
      'a{b="c,d"}',
      "max(a) by (b)",
    ]);
  });

  it("can be read from a dashboard of any shape", () => {
    expect(expressions(null)).toEqual([]);
    expect(expressions({ panels: [1, { targets: "none" }], templating: [] })).toEqual([]);
    expect(expressions(sampleQuery(""))).toHaveLength(1);
  });
});
