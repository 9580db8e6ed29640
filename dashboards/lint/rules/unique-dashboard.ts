import type { Rule } from "../rule.ts";

export const uniqueDashboard: Rule = {
  name: "unique-dashboard",
  help: "Give each dashboard its own uid and title: Grafana lets one overwrite the other.",
  *check(dashboard, all) {
    const others = all.filter((other) => other !== dashboard);
    if (dashboard.uid !== "" && others.some(({ uid }) => uid === dashboard.uid)) {
      yield { message: `shares the uid \`${dashboard.uid}\` with another dashboard` };
    }
    if (others.some(({ title }) => title.toLowerCase() === dashboard.title.toLowerCase())) {
      yield { message: `shares the title \`${dashboard.title}\` with another dashboard` };
    }
  },
};
