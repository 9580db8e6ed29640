import { byPosition, type Finding, finding } from "../../foundation/findings/finding.ts";
import type { Panel } from "./dashboard.ts";
import type { DashboardFile } from "./dashboard-file.ts";
import { RULES } from "./rules.ts";

/** Checks dashboards that are installed together. All that is found is an error: a dashboard that misleads is worse than none. */
export function lint(files: readonly DashboardFile[]): Finding[] {
  const all = files.map(({ dashboard }) => dashboard);
  const findings = files.flatMap(({ dashboard, placeOf }) =>
    RULES.flatMap(({ name, advice, check }) =>
      Array.from(check(dashboard, all), ({ panel, text }) => {
        const where = dashboard.uid || dashboard.title;
        const what = panel === undefined ? `${where}: ${text}` : `${where}, panel "${nameOf(panel)}": ${text}`;
        return finding({ name, severity: "error", meaning: advice }, placeOf(panel), what, advice);
      }),
    ),
  );
  return findings.sort(byPosition);
}

function nameOf({ title, type, id }: Panel): string {
  return title || `${type} panel ${id ?? "without id"}`;
}
