import type { DashboardRule } from "../rule.ts";

export const panelDescription: DashboardRule = {
  name: "panel-description",
  advice: "Say what a good and a bad value mean, and what to do about a bad one.",
  *check({ panels }) {
    for (const panel of panels) {
      if (panel.type !== "row" && panel.description.trim() === "") yield { panel, text: "has no description" };
    }
  },
};
