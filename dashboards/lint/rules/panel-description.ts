import type { Rule } from "../rule.ts";

export const panelDescription: Rule = {
  name: "panel-description",
  help: "Say what a good and a bad value mean, and what to do about a bad one.",
  *check({ panels }) {
    for (const panel of panels) {
      if (panel.type !== "row" && panel.description.trim() === "") yield { panel, message: "has no description" };
    }
  },
};
