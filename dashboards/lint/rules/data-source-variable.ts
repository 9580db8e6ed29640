import type { Rule } from "../rule.ts";

export const dataSourceVariable: Rule = {
  name: "data-source-variable",
  help: "Declare one data source variable named `datasource`, the name that links between dashboards pass on.",
  *check({ variables }) {
    const names = variables.filter(({ type }) => type === "datasource").map(({ name }) => name);
    if (!names.includes("datasource")) {
      yield {
        message: `has no data source variable \`datasource\`${names.length > 0 ? `, only ${names.join(", ")}` : ""}`,
      };
    }
  },
};
