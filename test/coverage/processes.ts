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
 * killed leaves nothing. Paths are relative to `root`.
 */
export function processesCoverage(folder: string, root: string): (path: string, offset: number) => boolean {
  const within = pathToFileURL(`${root}/`).href;
  const byPath = new Map<string, ((offset: number) => boolean)[]>();
  for (const name of readdirSync(folder)) {
    const { result }: Report = JSON.parse(readFileSync(join(folder, name), "utf8"));
    for (const { url, functions } of result) {
      if (!url.startsWith(within) || url.includes("/node_modules/")) continue;
      const path = decodeURIComponent(url.slice(within.length));
      const known = byPath.get(path) ?? [];
      byPath.set(path, [...known, executedOffsets(functions)]);
    }
  }
  return (path, offset) => byPath.get(path)?.some((ran) => ran(offset)) ?? false;
}
