import type { Panel } from "../dashboard.ts";
import { array, object, text } from "../json.ts";
import type { DashboardRule } from "../rule.ts";

/** Panels that still show something when there is no data, in the colour of the lowest threshold. */
const COLOURED = new Set(["bargauge", "gauge", "stat"]);

const HEALTHY = /green|^#73bf69$|^#56a64b$/i;

export const noDataColour: DashboardRule = {
  name: "no-data-colour",
  advice: "Start the thresholds with a neutral colour: Grafana gives the lowest one to missing data.",
  *check({ panels }) {
    for (const panel of panels) {
      if (COLOURED.has(panel.type) && isPainted(panel) && HEALTHY.test(baseColour(panel))) {
        yield { panel, text: "shows missing data in a healthy colour" };
      }
      if (mapsNothingToHealthy(panel)) yield { panel, text: "maps missing data to a healthy colour" };
    }
  },
};

function isPainted({ source }: Panel): boolean {
  return object(source["options"])["colorMode"] !== "none";
}

/** Without thresholds Grafana starts with green. */
function baseColour({ defaults }: Panel): string {
  const base = object(array(object(defaults["thresholds"])["steps"])[0]);
  return text(base["color"]) || "green";
}

function mapsNothingToHealthy({ defaults }: Panel): boolean {
  return array(defaults["mappings"]).some((mapping) => {
    const { match, result } = object(object(mapping)["options"]);
    return /null|empty/.test(text(match)) && HEALTHY.test(text(object(result)["color"]));
  });
}
