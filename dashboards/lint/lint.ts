import { type Panel, readDashboard } from "./dashboard.ts";
import type { Rule } from "./rule.ts";
import { RULES } from "./rules.ts";

export interface Finding {
  readonly rule: string;
  /** Uid, or title when there is none. */
  readonly dashboard: string;
  /** Empty when the finding concerns the whole dashboard. */
  readonly panel: string;
  readonly message: string;
  readonly help: string;
}

/** Checks dashboards (parsed classic JSON) that are installed together. */
export function lint(dashboards: readonly unknown[], rules: readonly Rule[] = RULES): Finding[] {
  const all = dashboards.map(readDashboard);
  return all.flatMap((dashboard) =>
    rules.flatMap(({ name, help, check }) =>
      Array.from(check(dashboard, all), ({ panel, message }) => ({
        rule: name,
        dashboard: dashboard.uid || dashboard.title,
        panel: panel === undefined ? "" : nameOf(panel),
        message,
        help,
      })),
    ),
  );
}

function nameOf({ title, type, id }: Panel): string {
  return title || `${type} panel ${id ?? "without id"}`;
}
