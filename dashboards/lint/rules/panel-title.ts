import type { Rule } from "../rule.ts";

export const panelTitle: Rule = {
  name: "panel-title",
  help: "Say in the title what is shown, of what, over which window.",
  *check({ panels }) {
    for (const panel of panels) {
      if (panel.title.trim() === "") yield { panel, message: "has no title" };
    }
  },
};
