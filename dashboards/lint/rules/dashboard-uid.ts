import type { DashboardRule } from "../rule.ts";

/** Grafana takes no uid that is longer or has other characters. */
const VALID = /^[A-Za-z0-9_-]{1,40}$/;

export const dashboardUid: DashboardRule = {
  name: "dashboard-uid",
  advice:
    "Set a readable uid of at most 40 letters, digits, `-` and `_`; without one Grafana makes a new address at each import.",
  *check({ uid }) {
    if (uid === "") yield { text: "has no uid" };
    else if (!VALID.test(uid)) yield { text: `has the invalid uid \`${uid}\`` };
  },
};
