import type { DashboardRule } from "../rule.ts";

export const uniqueDashboard: DashboardRule = {
  name: "unique-dashboard",
  advice: "Give each dashboard its own uid and title: Grafana lets one overwrite the other.",
  *check(dashboard, all) {
    const others = all.filter((other) => other !== dashboard);
    if (dashboard.uid !== "" && others.some(({ uid }) => uid === dashboard.uid)) {
      yield { text: `shares the uid \`${dashboard.uid}\` with another dashboard` };
    }
    if (others.some(({ title }) => title.toLowerCase() === dashboard.title.toLowerCase())) {
      yield { text: `shares the title \`${dashboard.title}\` with another dashboard` };
    }
  },
};
