import { readFileSync } from "node:fs";
import { join, relative } from "node:path";
import type { processesCoverage } from "./processes.ts";

/** Istanbul's report of a file (`coverage-final.json`). Lines count from 1, columns from 0. */
interface FileReport {
  readonly path: string;
  readonly statementMap: Readonly<
    Record<string, { readonly start: { readonly line: number; readonly column: number } }>
  >;
  readonly s: Readonly<Record<string, number>>;
}

/** The lines of a file on which statements begin, and those of them that nothing ran. */
export interface CoveredFile {
  readonly path: string;
  readonly lines: number;
  readonly missed: readonly number[];
}

/** Lines by file: a line ran when a test ran one of its statements, in its own process or in one that it started. */
export function coveredFiles(
  report: Readonly<Record<string, FileReport>>,
  root: string,
  ranElsewhere: ReturnType<typeof processesCoverage>,
): CoveredFile[] {
  return Object.values(report)
    .map(({ path, statementMap, s }) => {
      const name = relative(root, path);
      const starts = lineStarts(readFileSync(join(root, name), "utf8"));
      const ran = new Map<number, boolean>();
      for (const [id, { start }] of Object.entries(statementMap)) {
        const offset = (starts[start.line - 1] ?? 0) + start.column;
        const isRun = ran.get(start.line) === true || (s[id] ?? 0) > 0 || ranElsewhere(name, offset);
        ran.set(start.line, isRun);
      }
      const missed = [...ran].flatMap(([line, isRun]) => (isRun ? [] : [line]));
      return { path: name, lines: ran.size, missed: missed.sort((a, b) => a - b) };
    })
    .sort((a, b) => (a.path < b.path ? -1 : 1));
}

function lineStarts(text: string): number[] {
  return [0, ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1)];
}
