import { byPosition } from "../../foundation/findings/finding.ts";
import { printFindings } from "../../foundation/findings/print.ts";
import type { CommandLine } from "../command-line.ts";
import { listFiles, readSource, shownPath } from "../files.ts";
import type { Outcome } from "../outcome.ts";

/** Checks Grafana dashboards (classic JSON), whoever made them, as one set that is installed together. */
export async function lintCommand({ paths, format }: CommandLine): Promise<Outcome> {
  const { lint } = await import("../../dashboards/lint/lint.ts");
  const { readDashboardFile } = await import("../../dashboards/lint/dashboard-file.ts");
  const reads = paths
    .flatMap((path) => listFiles(path, /\.json$/))
    .map((path) => {
      const { value: text, findings } = readSource(path);
      return text === undefined ? { findings } : readDashboardFile(shownPath(path), text);
    });
  const dashboards = reads.flatMap(({ value }) => value ?? []);
  const findings = [...reads.flatMap((read) => read.findings), ...lint(dashboards)].sort(byPosition);
  const verdict =
    findings.length === 0
      ? `${dashboards.length} dashboards, nothing wrong\n`
      : `${findings.length} ${findings.length === 1 ? "finding" : "findings"}\n`;
  return {
    text: printFindings(findings, format === "github" ? "github" : "text") + (format === "text" ? verdict : ""),
    json: { findings },
    exitCode: findings.length === 0 ? 0 : 1,
  };
}
