import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { OutputFile } from "../slo/targets/target.ts";

/** The file in the output folder that lists what was written for each target, so that what is no longer made can be removed. */
const LIST = ".slo-files.json";

type Written = Readonly<Record<string, readonly string[]>>;

/** Writes the files of one or more targets and removes those that an earlier run wrote for them and this one does not. Returns their paths. */
export function writeOutput(
  folder: string,
  outputs: Iterable<readonly [target: string, files: Iterable<OutputFile>]>,
): Map<string, string[]> {
  const earlier = readList(folder);
  const written = new Map<string, string[]>();
  const folders = new Set<string>();
  for (const [target, files] of outputs) {
    const paths: string[] = [];
    for (const { path, text } of files) {
      const place = join(folder, path);
      const parent = dirname(place);
      if (!folders.has(parent)) mkdirSync(parent, { recursive: true });
      folders.add(parent);
      writeFileSync(place, text);
      paths.push(path);
    }
    written.set(target, paths);
    const current = new Set(paths);
    for (const path of earlier[target] ?? []) if (!current.has(path)) rmSync(join(folder, path), { force: true });
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, LIST), `${JSON.stringify({ ...earlier, ...Object.fromEntries(written) }, null, 1)}\n`);
  return written;
}

/** What of a folder is not as the files say: `missing`, `different`, or `extra` (written earlier, made no longer). */
export function compareOutput(
  folder: string,
  outputs: Iterable<readonly [target: string, files: Iterable<OutputFile>]>,
): { path: string; state: "missing" | "different" | "extra" }[] {
  const earlier = readList(folder);
  const present = new Set(listFolder(folder));
  const differences: { path: string; state: "missing" | "different" | "extra" }[] = [];
  for (const [target, files] of outputs) {
    const current = new Set<string>();
    for (const { path, text } of files) {
      current.add(path);
      if (!present.has(path)) differences.push({ path, state: "missing" });
      else if (readFileSync(join(folder, path), "utf8") !== text) differences.push({ path, state: "different" });
    }
    for (const path of earlier[target] ?? [])
      if (!current.has(path) && present.has(path)) differences.push({ path, state: "extra" });
  }
  return differences.sort((a, b) => (a.path < b.path ? -1 : 1));
}

function listFolder(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: "utf8" }).map((path) => path.replaceAll("\\", "/"));
  } catch {
    return [];
  }
}

/** A list that is missing or not ours removes nothing. */
function readList(folder: string): Written {
  try {
    const list: unknown = JSON.parse(readFileSync(join(folder, LIST), "utf8"));
    return isWritten(list) ? list : {};
  } catch {
    return {};
  }
}

function isWritten(list: unknown): list is Written {
  const isSafe = (path: unknown): boolean =>
    typeof path === "string" && !path.split("/").includes("..") && !path.startsWith("/");
  return (
    typeof list === "object" &&
    list !== null &&
    Object.values(list).every((paths) => Array.isArray(paths) && paths.every(isSafe))
  );
}
