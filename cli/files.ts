import { readdirSync, readFileSync, statSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import type { Finding } from "../foundation/findings/finding.ts";

/** A path as people name it: from the working directory when it is inside. */
export function shownPath(path: string): string {
  if (path === "-") return "<stdin>";
  const fromHere = relative(process.cwd(), resolve(path));
  return (fromHere.startsWith("..") ? path : fromHere).split(sep).join("/");
}

/** The path itself, or the files under it whose names fit, sorted so that nothing depends on the file system's order. */
export function listFiles(path: string, name: RegExp): string[] {
  if (path === "-" || !statSync(path, { throwIfNoEntry: false })?.isDirectory()) return [path];
  return readdirSync(path, { recursive: true, encoding: "utf8" })
    .filter((entry) => name.test(entry))
    .map((entry) => join(path, entry))
    .sort();
}

/** The text of a file or of standard input, or what keeps it from being read. */
export function readText(path: string): string | Finding {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(readFileSync(path === "-" ? 0 : path));
  } catch (error) {
    const [message, help] = explain(error);
    return {
      rule: "file-unreadable",
      file: shownPath(path),
      line: 1,
      column: 1,
      length: 1,
      excerpt: "",
      message,
      help,
    };
  }
}

function explain(error: unknown): readonly [message: string, help: string] {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ENOENT") return ["there is no such file", "Check the path."];
  if (error instanceof TypeError) return ["the file is not UTF-8 text", "Save it as UTF-8."];
  return [`the file cannot be read (${String(code)})`, "Check the path and its permissions."];
}
