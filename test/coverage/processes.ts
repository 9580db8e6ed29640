import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { executedOffsets } from "./executed-offsets.ts";

interface Report {
  readonly result: readonly { readonly url: string; readonly functions: Parameters<typeof executedOffsets>[0] }[];
}

/**
 * What processes ran that were started with NODE_V8_COVERAGE, each of which leaves a report in `folder`: whether any of them ran a
 * file at an offset of its text. Node blanks out types where they stand, so offsets are those of the source. A process that was
 * killed leaves nothing, or a report that is not whole, which is as good as none. Paths are relative to `root`.
 */
export function processesCoverage(folder: string, root: string): (path: string, offset: number) => boolean {
  const within = pathToFileURL(`${root}/`).href;
  const byPath = new Map<string, ((offset: number) => boolean)[]>();
  for (const name of readdirSync(folder)) {
    for (const { url, functions } of read(join(folder, name))?.result ?? []) {
      if (!url.startsWith(within) || url.includes("/node_modules/")) continue;
      const path = decodeURIComponent(url.slice(within.length));
      const known = byPath.get(path) ?? [];
      byPath.set(path, [...known, executedOffsets(functions)]);
    }
  }
  return (path, offset) => byPath.get(path)?.some((ran) => ran(offset)) ?? false;
}

function read(place: string): Report | undefined {
  try {
    return JSON.parse(readFileSync(place, "utf8"));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
