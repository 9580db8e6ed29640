import type { DashboardRule } from "../rule.ts";

export const panelId: DashboardRule = {
  name: "panel-id",
  advice: "Give each panel an id of its own that stays: links to a panel, images and alerts hold it.",
  *check({ panels }) {
    const seen = new Set<number>();
    for (const panel of panels) {
      if (panel.id === undefined || panel.id <= 0) yield { panel, text: "has no id" };
      else if (seen.has(panel.id)) yield { panel, text: `shares the id ${panel.id} with another panel` };
      else seen.add(panel.id);
    }
  },
};
