import * as units from "@grafana/grafana-foundation-sdk/units";
import type { Panel } from "../dashboard.ts";
import { array, object, text } from "../json.ts";
import type { DashboardRule } from "../rule.ts";

/** Panels that print numbers. A table has a unit for each column. */
const OF_NUMBERS = new Set(["bargauge", "gauge", "graph", "heatmap", "singlestat", "stat", "timeseries"]);

const KNOWN: ReadonlySet<unknown> = new Set(Object.values(units));

/** Units that carry their own text (https://grafana.com/docs/grafana/latest/panels-visualizations/configure-standard-options/#unit). */
const CUSTOM = /^(?:prefix|suffix|time|si|count|currency):/;

export const panelUnit: DashboardRule = {
  name: "panel-unit",
  advice: "Set a unit that Grafana knows; `none` for a bare number.",
  *check({ panels }) {
    for (const panel of panels) {
      if (!OF_NUMBERS.has(panel.type) || showsWords(panel)) continue;
      const unit = unitOf(panel);
      if (unit === "") yield { panel, text: "has no unit" };
      else if (!KNOWN.has(unit) && !CUSTOM.test(unit)) yield { panel, text: `has the unknown unit \`${unit}\`` };
    }
  },
};

function showsWords({ defaults, source }: Panel): boolean {
  return array(defaults["mappings"]).length > 0 || object(source["options"])["textMode"] === "name";
}

/** Panels before Grafana 7 had their unit elsewhere. */
function unitOf({ defaults, source }: Panel): string {
  const axis = object(array(source["yaxes"])[0]);
  return text(defaults["unit"]) || text(axis["format"]) || text(source["format"]);
}
