import { array, object } from "../json.ts";
import type { DashboardRule } from "../rule.ts";

/** What Grafana sets when it stores or exports a dashboard. */
const STORED = ["__elements", "__inputs", "__requires", "id", "iteration", "meta", "snapshot", "version"];

/** What a viewer chose, of variables that Grafana fills. */
const FILLED = new Set(["datasource", "query"]);

export const volatileField: DashboardRule = {
  name: "volatile-field",
  advice: "Leave out what belongs to one Grafana or one moment: it makes every diff unreadable.",
  *check({ source, variables }) {
    for (const field of STORED) {
      if (source[field] !== undefined && source[field] !== null) yield { text: `holds \`${field}\`` };
    }
    for (const { name, type, source: variable } of variables) {
      if (!FILLED.has(type)) continue;
      const chosen = [object(variable["current"])["value"]]
        .flat()
        .filter((value) => value !== undefined && value !== "");
      if (chosen.some((value) => value !== "$__all")) yield { text: `holds the viewer's choice of \`${name}\`` };
      if (array(variable["options"]).length > 0) yield { text: `holds the values of \`${name}\`` };
    }
  },
};
