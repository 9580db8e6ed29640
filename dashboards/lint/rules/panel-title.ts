import type { DashboardRule } from "../rule.ts";

export const panelTitle: DashboardRule = {
  name: "panel-title",
  advice: "Say in the title what is shown, of what, over which window.",
  *check({ panels }) {
    for (const panel of panels) {
      if (panel.title.trim() === "") yield { panel, text: "has no title" };
    }
  },
};
