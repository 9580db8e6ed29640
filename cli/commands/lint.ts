import { styleText } from "node:util";
import type { Finding as LintFinding } from "../../dashboards/lint/lint.ts";
import type { Finding } from "../../foundation/findings/finding.ts";
import type { CommandLine } from "../command-line.ts";
import { listFiles, readText, shownPath } from "../files.ts";
import type { Outcome } from "../outcome.ts";
import { annotation, reportFindings } from "../report.ts";

/** Checks Grafana dashboards (classic JSON), whoever made them, as one set that is installed together. */
export async function lintCommand({ paths, format }: CommandLine): Promise<Outcome> {
  const { lint } = await import("../../dashboards/lint/lint.ts");
  const unreadable: Finding[] = [];
  const dashboards = paths
    .flatMap((path) => listFiles(path, /\.json$/))
    .flatMap((path) => {
      const dashboard = readJson(path);
      if (!("unreadable" in dashboard)) return [dashboard.json];
      unreadable.push(dashboard.unreadable);
      return [];
    });
  const findings = lint(dashboards);
  const count = unreadable.length + findings.length;
  const said = format === "github" ? findings.map(annotate).join("") : findings.map(paragraph).join("");
  const verdict =
    count === 0
      ? `${dashboards.length} dashboards, nothing wrong\n`
      : `${count} ${count === 1 ? "finding" : "findings"}\n`;
  return {
    text:
      reportFindings(unreadable, format === "github" ? "github" : "text") + said + (format === "text" ? verdict : ""),
    json: { findings: [...unreadable, ...findings] },
    exitCode: count === 0 ? 0 : 1,
  };
}

function readJson(path: string): { readonly json: unknown } | { readonly unreadable: Finding } {
  const text = readText(path);
  if (typeof text !== "string") return { unreadable: text };
  try {
    return { json: JSON.parse(text) };
  } catch (error) {
    const message = `the file is not JSON: ${error instanceof Error ? error.message : "it does not parse"}`;
    const help = "Export the dashboard from Grafana as classic JSON.";
    return {
      unreadable: {
        rule: "file-unreadable",
        file: shownPath(path),
        line: 1,
        column: 1,
        length: 1,
        excerpt: "",
        message,
        help,
      },
    };
  }
}

function paragraph({ dashboard, panel, rule, message, help }: LintFinding): string {
  const place = styleText("bold", panel === "" ? dashboard : `${dashboard}, panel "${panel}"`);
  return `${place} ${styleText("red", `error ${rule}`)}: ${message}\n  = ${help}\n\n`;
}

function annotate({ dashboard, panel, rule, message, help }: LintFinding): string {
  return annotation(`title=${rule}`, `${dashboard}${panel === "" ? "" : `, panel "${panel}"`}: ${message}. ${help}`);
}
