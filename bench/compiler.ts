import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { table } from "../cli/table.ts";
import { writeDefinitions } from "./definitions.ts";

const ROOT = resolve(import.meta.dirname, "..");
const COUNTS = [1_000, 3_000, 10_000];
const ROUNDS = 3;

const CONFIG = `scrape_interval: 15s
console_url: https://console.example
grafana_url: https://grafana.example
router_url: http://alerts.example:8080
cloud: { project: bench-project }
`;

interface Usage {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly megabytes: number;
}

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
    const cold = median(() => compile(folder, "one", []));
    const warm = median(() => compile(folder, "one", ["--target", "prometheus"]));
    process.stdout.write(`Compiler (median of ${ROUNDS} whole processes)\n`);
    const head = ["what", "seconds", "CPU seconds", "MB", "ms per SLO"];
    const cells = [
      ...rows,
      row("one SLO to Prometheus rules, cold start", 1, warm),
      row("one SLO to every target, cold start", 1, cold),
    ];
    process.stdout.write(`${table(head, cells, new Set(head.slice(1)))}\n`);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function compile(folder: string, definitions: string, flags: readonly string[]): Usage {
  // Always a new folder: a file system is slow to give out again what it has just freed.
  const out = mkdtempSync(join(folder, "out-"));
  const args = [
    "--import",
    join(ROOT, "bench/report-usage.ts"),
    join(ROOT, "cli/slo.ts"),
    "compile",
    join(folder, definitions),
  ];
  const started = performance.now();
  const { status, stdout, stderr, output } = spawnSync(
    process.execPath,
    [...args, "--config", join(folder, "config.yaml"), "--out", out, ...flags],
    {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe", "pipe"],
      maxBuffer: 100_000_000,
    },
  );
  const seconds = (performance.now() - started) / 1000;
  if (status !== 0) throw new Error(`slo compile failed:\n${stdout.slice(0, 2000)}\n${stderr}`);
  const usage: { cpuSeconds: number; megabytes: number } = JSON.parse(output[3] ?? "{}");
  return { seconds, ...usage };
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
