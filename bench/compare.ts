import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { table } from "../cli/table.ts";
import { CONFIG, compileProcess } from "./compile-process.ts";
import { writeDefinitions } from "./definitions.ts";

/*
 * `node bench/compare.ts BEFORE AFTER`: the command of two checkouts in turn, so that a machine that is slow for a while is slow for
 * both. Fails when the second needs much more of the processor than the first.
 */
const ROUNDS = 9;
/** More than runs of one and the same checkout differ. */
const LIMIT = 1.25;
const COUNTS = [1, 50, 1_000];

const [before = ".", after = "."] = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), "compare-"));
try {
  writeFileSync(join(folder, "config.yaml"), CONFIG);
  const rows = COUNTS.map((count) => {
    writeDefinitions(join(folder, String(count)), count);
    const cpu = (checkout: string) => compileProcess(checkout, folder, String(count)).cpuSeconds;
    // Not counted: the first run of a checkout bundles its command.
    for (const checkout of [before, after]) cpu(checkout);
    const ratios = Array.from({ length: ROUNDS }, () => cpu(before) ** -1 * cpu(after));
    const ratio = ratios.sort((a, b) => a - b)[ROUNDS >> 1] ?? Number.NaN;
    const isWithin = ratio <= LIMIT;
    if (!isWithin) process.exitCode = 1;
    return [`${count} SLOs`, ratio.toFixed(2), `${isWithin ? "within" : "ABOVE"} ${LIMIT}`];
  });
  console.log(`Processor time of \`slo compile\`, ${after} to ${before} (median of ${ROUNDS} pairs)\n`);
  console.log(table(["what", "ratio", "limit"], rows, new Set(["ratio"])));
} finally {
  rmSync(folder, { recursive: true });
}
