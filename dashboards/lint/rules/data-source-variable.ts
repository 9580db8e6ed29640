import type { DashboardRule } from "../rule.ts";

export const dataSourceVariable: DashboardRule = {
  name: "data-source-variable",
  advice: "Declare one data source variable named `datasource`, the name that links between dashboards pass on.",
  *check({ variables }) {
    const names = variables.filter(({ type }) => type === "datasource").map(({ name }) => name);
    if (!names.includes("datasource")) {
      yield {
        text: `has no data source variable \`datasource\`${names.length > 0 ? `, only ${names.join(", ")}` : ""}`,
      };
    }
  },
};
