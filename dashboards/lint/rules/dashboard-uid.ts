import type { Rule } from "../rule.ts";

/** Grafana takes no uid that is longer or has other characters. */
const VALID = /^[A-Za-z0-9_-]{1,40}$/;

export const dashboardUid: Rule = {
  name: "dashboard-uid",
  help: "Set a readable uid of at most 40 letters, digits, `-` and `_`; without one Grafana makes a new address at each import.",
  *check({ uid }) {
    if (uid === "") yield { message: "has no uid" };
    else if (!VALID.test(uid)) yield { message: `has the invalid uid \`${uid}\`` };
  },
};
