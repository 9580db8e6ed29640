import { readFileSync } from "node:fs";
import { finding, type Read, wholeFile } from "./finding.ts";
import { FILE_RULES } from "./rules.ts";

const STANDARD_INPUT = 0;

/** The text of a file, or of standard input for 0. `shown` is its name in findings. */
export function readText(path: string | typeof STANDARD_INPUT, shown: string): Read<string> {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(readFileSync(path));
    return { value: text, findings: [] };
  } catch (error) {
    return { findings: [finding(FILE_RULES["file-unreadable"], wholeFile(shown), ...explain(error))] };
  }
}

function explain(error: unknown): readonly [text: string, advice: string] {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT") return ["there is no such file", "Check the path."];
  if (error instanceof TypeError) return ["the file is not UTF-8 text", "Save it as UTF-8."];
  return [`the file cannot be read (${String(code)})`, "Check the path and its permissions."];
}
