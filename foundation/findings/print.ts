import { styleText } from "node:util";
import type { Finding, Severity } from "./finding.ts";

const COLOURS = { error: "red", warning: "yellow" } as const satisfies Record<Severity, string>;

/** Findings for a person at a terminal, or for GitHub's log, which turns them into annotations. */
export function printFindings(findings: readonly Finding[], format: "text" | "github"): string {
  return findings.map(format === "github" ? annotation : paragraph).join("");
}

function paragraph({ severity, rule, place: { file, line, column, length, excerpt }, text, advice }: Finding): string {
  const colour = COLOURS[severity];
  const head = `${styleText("bold", `${file}:${line}:${column}`)} ${styleText(colour, `${severity} ${rule}`)}: ${text}\n`;
  const number = String(line);
  const gutter = " ".repeat(number.length);
  // Tabs keep their width under the caret.
  const indent = excerpt.slice(0, column - 1).replace(/[^\t]/g, " ");
  const source =
    excerpt === "" ? "" : `  ${number} | ${excerpt}\n  ${gutter} | ${indent}${styleText(colour, "^".repeat(length))}\n`;
  return `${head}${source}  ${gutter} = ${advice}\n\n`;
}

/** https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions: `%` and line ends are escaped, in properties also `:` and `,`. */
function annotation({ severity, rule, place: { file, line, column, length }, text, advice }: Finding): string {
  const property = (value: string): string => escaped(value).replaceAll(":", "%3A").replaceAll(",", "%2C");
  const place = `file=${property(file)},line=${line},col=${column},endColumn=${column + length},title=${property(rule)}`;
  return `::${severity} ${place}::${escaped(`${text}. ${advice}`)}\n`;
}

function escaped(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}
