import { readdirSync, statSync } from "node:fs";
import { join, normalize, relative, resolve, sep } from "node:path";
import type { Read } from "../foundation/findings/finding.ts";
import { readText } from "../foundation/findings/read-text.ts";

/** A path as people name it, the same however it was spelt: from the working directory when it is inside. */
export function shownPath(path: string): string {
  if (path === "-") return "<stdin>";
  const fromHere = relative(process.cwd(), resolve(path));
  return (fromHere.startsWith("..") ? normalize(path) : fromHere).split(sep).join("/");
}

/** The path itself, or the files under it whose names fit, sorted so that nothing depends on the file system's order. */
export function listFiles(path: string, name: RegExp): string[] {
  if (path === "-" || !statSync(path, { throwIfNoEntry: false })?.isDirectory()) return [path];
  return readdirSync(path, { recursive: true, encoding: "utf8" })
    .filter((entry) => name.test(entry))
    .map((entry) => join(path, entry))
    .sort();
}

/** The text of a file, or of standard input for `-`. */
export function readSource(path: string): Read<string> {
  return readText(path === "-" ? 0 : path, shownPath(path));
}
