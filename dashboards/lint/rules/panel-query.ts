import { array } from "../json.ts";
import type { Rule } from "../rule.ts";

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

export const panelQuery: Rule = {
  name: "panel-query",
  help: "Give the panel a query or remove it.",
  *check({ panels }) {
    for (const panel of panels) {
      if (WITHOUT_QUERIES.has(panel.type) || array(panel.source["targets"]).length > 0) continue;
      yield { panel, message: "has no query" };
    }
  },
};
