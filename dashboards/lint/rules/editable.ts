import type { DashboardRule } from "../rule.ts";

export const editable: DashboardRule = {
  name: "editable",
  advice: "Set `editable` to false: what people change by hand is lost at the next deployment.",
  *check({ source }) {
    if (source["editable"] !== false) yield { text: "can be edited" };
  },
};
