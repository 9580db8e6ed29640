import { styleText } from "node:util";
import type { Finding } from "../foundation/findings/finding.ts";
import type { Format } from "./command-line.ts";

/** Prints findings for a person at a terminal or for GitHub's log, which turns them into annotations. */
export function reportFindings(findings: readonly Finding[], format: Exclude<Format, "json">): string {
  return findings.map(format === "github" ? annotationOf : paragraph).join("");
}

function paragraph({ file, line, column, length, rule, message, help, excerpt }: Finding): string {
  const head = `${styleText("bold", `${file}:${line}:${column}`)} ${styleText("red", `error ${rule}`)}: ${message}\n`;
  const number = String(line);
  const gutter = " ".repeat(number.length);
  // Tabs keep their width under the caret.
  const indent = excerpt.slice(0, column - 1).replace(/[^\t]/g, " ");
  const source =
    excerpt === "" ? "" : `  ${number} | ${excerpt}\n  ${gutter} | ${indent}${styleText("red", "^".repeat(length))}\n`;
  return `${head}${source}  ${gutter} = ${help}\n\n`;
}

function annotationOf({ file, line, column, length, rule, message, help }: Finding): string {
  const property = (text: string): string => escaped(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
  const place = `file=${property(file)},line=${line},col=${column},endColumn=${column + length},title=${property(rule)}`;
  return annotation(place, `${message}. ${help}`);
}

/** https://docs.github.com/en/actions/reference/workflow-commands-for-github-actions: `%` and line ends are escaped. */
export function annotation(properties: string, message: string): string {
  return `::error ${properties}::${escaped(message)}\n`;
}

function escaped(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}
