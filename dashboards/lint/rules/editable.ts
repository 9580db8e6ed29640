import type { Rule } from "../rule.ts";

export const editable: Rule = {
  name: "editable",
  help: "Set `editable` to false: what people change by hand is lost at the next deployment.",
  *check({ source }) {
    if (source["editable"] !== false) yield { message: "can be edited" };
  },
};
