import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { OutputFile } from "../slo/targets/target.ts";
import { textOf } from "../slo/targets/text.ts";

/** The file in the output folder that lists what was written for each target, so that what is no longer made can be removed. */
const LIST = ".slo-files.json";

/** Paths of files by target, relative to the output folder. */
export type Written = ReadonlyMap<string, readonly string[]>;

/** Writes one file into the output folder. Returns its place. */
export function writeFile(folder: string, file: OutputFile): string {
  const place = join(folder, file.path);
  mkdirSync(dirname(place), { recursive: true });
  writeFileSync(place, textOf(file));
  return place;
}

/** Removes what an earlier run wrote for these targets and this one did not, and lists what it has written for the next. */
export function finishOutput(folder: string, written: Written): void {
  for (const path of extraFiles(folder, written)) rmSync(join(folder, path), { force: true });
  const list = { ...readList(folder), ...Object.fromEntries(written) };
  writeFile(folder, { path: LIST, format: "text", text: `${JSON.stringify(list, null, 1)}\n` });
}

/** How a file of the output folder is not as it would be written; undefined when it is. */
export function compareFile(folder: string, file: OutputFile): "missing" | "different" | undefined {
  const place = join(folder, file.path);
  if (!existsSync(place)) return "missing";
  return readFileSync(place, "utf8") === textOf(file) ? undefined : "different";
}

/** What an earlier run wrote for these targets, is still there and is not among what is written now. */
export function extraFiles(folder: string, written: Written): string[] {
  const earlier = readList(folder);
  const current = new Set([...written.values()].flat());
  return [...written.keys()]
    .flatMap((target) => earlier[target] ?? [])
    .filter((path) => !current.has(path) && existsSync(join(folder, path)));
}

/** A list that is missing or not ours removes nothing. */
function readList(folder: string): Readonly<Record<string, readonly string[]>> {
  try {
    const list: unknown = JSON.parse(readFileSync(join(folder, LIST), "utf8"));
    return isList(list) ? list : {};
  } catch {
    return {};
  }
}

function isList(list: unknown): list is Readonly<Record<string, readonly string[]>> {
  const isSafe = (path: unknown): boolean =>
    typeof path === "string" && !path.split("/").includes("..") && !path.startsWith("/");
  return (
    typeof list === "object" &&
    list !== null &&
    Object.values(list).every((paths) => Array.isArray(paths) && paths.every(isSafe))
  );
}
