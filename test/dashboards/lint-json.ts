import { readDashboardFile } from "../../dashboards/lint/dashboard-file.ts";
import { lint } from "../../dashboards/lint/lint.ts";
import type { Finding } from "../../foundation/findings/finding.ts";
import { sound } from "../../foundation/findings/wrong-files.ts";

/** Lints dashboards as if each were written to a file. */
export function lintJson(dashboards: readonly unknown[]): Finding[] {
  return lint(
    dashboards.map((json, index) => sound(readDashboardFile(`${index}.json`, JSON.stringify(json, undefined, 2)))),
  );
}
