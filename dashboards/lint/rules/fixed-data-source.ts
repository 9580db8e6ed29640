import type { DashboardRule } from "../rule.ts";

/** Grafana's own sources, which are the same everywhere. */
const BUILT_IN = /^(?:-- \w+ --|grafana)$/;

export const fixedDataSource: DashboardRule = {
  name: "fixed-data-source",
  advice: "Read ${datasource}: a fixed data source exists on one Grafana only, and the viewer's choice does nothing.",
  *check({ panels, variables }) {
    const chosen = new Set(variables.filter(({ type }) => type === "datasource").map(({ name }) => name));
    for (const panel of panels) {
      for (const { refId, dataSource } of panel.targets) {
        const variable = /^\$\{?(\w+)\}?$/.exec(dataSource)?.[1];
        if (BUILT_IN.test(dataSource) || (variable !== undefined && chosen.has(variable))) continue;
        const source = dataSource === "" ? "the default data source" : `the data source \`${dataSource}\``;
        yield { panel, text: `query ${refId} reads ${source}` };
      }
    }
  },
};
