import { array } from "../json.ts";
import type { DashboardRule } from "../rule.ts";

/** Panels that show something else than the answer to a query. */
const WITHOUT_QUERIES = new Set([
  "alertlist",
  "annolist",
  "dashlist",
  "gettingstarted",
  "news",
  "row",
  "text",
  "welcome",
]);

export const panelQuery: DashboardRule = {
  name: "panel-query",
  advice: "Give the panel a query or remove it.",
  *check({ panels }) {
    for (const panel of panels) {
      if (WITHOUT_QUERIES.has(panel.type) || array(panel.source["targets"]).length > 0) continue;
      yield { panel, text: "has no query" };
    }
  },
};
