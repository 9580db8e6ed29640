import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { table } from "../cli/table.ts";
import { CONFIG, compileProcess, measured, ROOT, type Usage } from "./compile-process.ts";
import { writeDefinitions } from "./definitions.ts";

const COUNTS = [1_000, 3_000, 10_000];
const ROUNDS = 5;

/** Times whole `slo` processes, reading and writing files included: fleets of growing size, and one small file from a cold start. */
export function benchCompiler(): void {
  const folder = mkdtempSync(join(tmpdir(), "slo-bench-"));
  try {
    writeFileSync(join(folder, "config.yaml"), CONFIG);
    for (const count of COUNTS) writeDefinitions(join(folder, String(count)), count);
    const rows = COUNTS.flatMap((count) => [
      row(
        `${count} SLOs to Prometheus rules`,
        count,
        median(() => compile(folder, String(count), ["--target", "prometheus"])),
      ),
      row(
        `${count} SLOs to every target`,
        count,
        median(() => compile(folder, String(count), [])),
      ),
    ]);
    writeDefinitions(join(folder, "one"), 1);
    writeDefinitions(join(folder, "fifty"), 50, 1);
    const empty = median(() => measured(["-e", "0"]));
    const onlyRules = ["--target", "prometheus"];
    process.stdout.write(`Compiler (median of ${ROUNDS} whole processes)\n`);
    const head = ["what", "seconds", "CPU seconds", "MB", "ms per SLO"];
    const cells = [
      ...rows,
      row(
        "50 SLOs in 50 files to Prometheus rules",
        50,
        median(() => compile(folder, "fifty", onlyRules)),
      ),
      row(
        "50 SLOs in 50 files to every target",
        50,
        median(() => compile(folder, "fifty", [])),
      ),
      row(
        "one SLO to Prometheus rules",
        1,
        median(() => compile(folder, "one", onlyRules)),
      ),
      row(
        "one SLO to every target",
        1,
        median(() => compile(folder, "one", [])),
      ),
      row("an empty Node", 1, empty),
    ];
    process.stdout.write(`${table(head, cells, new Set(head.slice(1)))}\n`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function compile(folder: string, definitions: string, flags: readonly string[]): Usage {
  return compileProcess(ROOT, folder, definitions, flags);
}

function median(measure: () => Usage): Usage {
  const usages = Array.from({ length: ROUNDS }, measure).sort((a, b) => a.seconds - b.seconds);
  const middle = usages[Math.floor(ROUNDS / 2)];
  if (middle === undefined) throw new Error("nothing was measured");
  return middle;
}

function row(what: string, count: number, usage: Usage): string[] {
  return [
    what,
    usage.seconds.toFixed(2),
    usage.cpuSeconds.toFixed(2),
    usage.megabytes.toFixed(0),
    ((usage.seconds * 1000) / count).toFixed(2),
  ];
}
