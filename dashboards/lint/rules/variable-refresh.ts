import type { DashboardRule } from "../rule.ts";

/** Grafana's `VariableRefresh.OnTimeRangeChanged`. */
const ON_TIME_RANGE_CHANGE = 2;

export const variableRefresh: DashboardRule = {
  name: "variable-refresh",
  advice: "Refresh on time range change, or the list lacks what existed at the time of an incident.",
  *check({ variables }) {
    for (const { name, type, source } of variables) {
      if (type !== "query" || source["refresh"] === ON_TIME_RANGE_CHANGE) continue;
      yield { text: `the variable \`${name}\` is not refreshed when the time range changes` };
    }
  },
};
