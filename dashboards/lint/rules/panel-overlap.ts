import type { Grid } from "../dashboard.ts";
import type { DashboardRule } from "../rule.ts";

const COLUMNS = 24;

export const panelOverlap: DashboardRule = {
  name: "panel-overlap",
  advice: "Place panels side by side within 24 columns: Grafana pushes what overlaps to where nobody expects it.",
  *check({ panels }) {
    const placed = panels.filter(({ folded }) => !folded);
    for (const [index, panel] of placed.entries()) {
      const { grid } = panel;
      if (grid === undefined) yield { panel, text: "has no position" };
      else if (grid.x + grid.w > COLUMNS) yield { panel, text: `ends at column ${grid.x + grid.w}` };
      const below = placed.slice(0, index).find((other) => overlap(grid, other.grid));
      if (below !== undefined) yield { panel, text: `overlaps \`${below.title}\`` };
    }
  },
};

function overlap(a: Grid | undefined, b: Grid | undefined): boolean {
  if (a === undefined || b === undefined) return false;
  return a.x < b.x + b.w && b.x < a.x + a.w && a.y < b.y + b.h && b.y < a.y + a.h;
}
