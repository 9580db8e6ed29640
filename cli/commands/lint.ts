import { byPosition } from "../../foundation/findings/finding.ts";
import { command } from "../command.ts";
import { counted } from "../counted.ts";
import { listFiles, readSource, shownPath } from "../files.ts";

const DEFAULT_DASHBOARDS = "build/grafana/dashboards";

export const lintCommand = command(
  {
    usage: "lint [DASHBOARD…]",
    summary: "what is wrong with Grafana dashboards",
    about: "Checks Grafana dashboards (classic JSON), whoever made them, as one set that is installed together.",
    options: {},
  },
  async ({ positionals, format }) => {
    const { lint } = await import("../../dashboards/lint/lint.ts");
    const { readDashboardFile } = await import("../../dashboards/lint/dashboard-file.ts");
    const paths = positionals.length === 0 ? [DEFAULT_DASHBOARDS] : positionals;
    const reads = paths
      .flatMap((path) => listFiles(path, /\.json$/))
      .map((path) => {
        const { value: text, findings } = readSource(path);
        return text === undefined ? { findings } : readDashboardFile(shownPath(path), text);
      });
    const dashboards = reads.flatMap(({ value }) => value ?? []);
    const findings = [...reads.flatMap((read) => read.findings), ...lint(dashboards)].sort(byPosition);
    const verdict = findings.length === 0 ? `${dashboards.length} dashboards, nothing wrong` : counted(findings);
    return {
      findings,
      text: format === "github" ? "" : `${verdict}\n`,
      json: {},
      exitCode: findings.length === 0 ? 0 : 1,
    };
  },
);
