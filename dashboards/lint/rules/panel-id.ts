import type { Rule } from "../rule.ts";

export const panelId: Rule = {
  name: "panel-id",
  help: "Give each panel an id of its own that stays: links to a panel, images and alerts hold it.",
  *check({ panels }) {
    const seen = new Set<number>();
    for (const panel of panels) {
      if (panel.id === undefined || panel.id <= 0) yield { panel, message: "has no id" };
      else if (seen.has(panel.id)) yield { panel, message: `shares the id ${panel.id} with another panel` };
      else seen.add(panel.id);
    }
  },
};
