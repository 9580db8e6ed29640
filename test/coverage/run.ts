import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { table } from "../../cli/table.ts";
import { coveredFiles } from "./lines.ts";
import { processesCoverage } from "./processes.ts";
import { shares } from "./thresholds.ts";

/*
 * `npm run coverage [FILTER…]`: runs the tests, counts the lines that they and the processes that they start have run, and fails when
 * a test does or a room has too few. `coverage/index.html` shows what the tests alone have run.
 */
const ROOT = resolve(import.meta.dirname, "../..");

const started = performance.now();
const processes = mkdtempSync(join(tmpdir(), "covered-"));
try {
  const { status } = spawnSync("vitest", ["run", "--coverage", ...process.argv.slice(2)], {
    cwd: ROOT,
    stdio: "inherit",
    env: { ...process.env, COVERED_PROCESSES: processes },
  });
  const report = JSON.parse(readFileSync(join(ROOT, "coverage/coverage-final.json"), "utf8"));
  const files = coveredFiles(report, ROOT, processesCoverage(processes, ROOT));
  const rows = shares(files).map(({ files: names, lines, missed, least, isEnough }) => [
    names,
    String(lines),
    ((100 * (lines - missed)) / lines).toFixed(1),
    String(least),
    isEnough ? "" : "too few",
  ]);
  const minutes = ((performance.now() - started) / 60_000).toFixed(1);
  process.stdout.write(
    `${table(["FILES", "LINES", "%", "LEAST", ""], rows, new Set(["LINES", "%", "LEAST"]))}${minutes} minutes\n`,
  );
  const few = shares(files).filter(({ isEnough }) => !isEnough);
  for (const { missedIn } of few)
    for (const { path, missed } of missedIn) process.stdout.write(`${path}: ${missed.join(", ")}\n`);
  process.exitCode = status === 0 && few.length === 0 ? 0 : 1;
} finally {
  rmSync(processes, { recursive: true });
}
