import { spawnSync } from "node:child_process";
import { mkdtempSync } from "node:fs";
import { join, resolve } from "node:path";

export const ROOT = resolve(import.meta.dirname, "..");

export const CONFIG = `scrape_interval: 15s
console_url: https://console.example
grafana_url: https://grafana.example
router_url: http://alerts.example:8080
cloud: { project: bench-project }
`;

/** What a whole process used, its start included. */
export interface Usage {
  readonly seconds: number;
  readonly cpuSeconds: number;
  readonly megabytes: number;
}

/** Runs `slo compile` of a checkout as a process of its own, on definitions and a config.yaml in `folder`. Throws when it fails. */
export function compileProcess(
  checkout: string,
  folder: string,
  definitions: string,
  flags: readonly string[] = [],
): Usage {
  // Always a new folder: a file system is slow to give out again what it has just freed.
  const out = mkdtempSync(join(folder, "out-"));
  return measured([
    join(checkout, "cli/launch.cjs"),
    "compile",
    join(folder, definitions),
    ...["--config", join(folder, "config.yaml"), "--out", out, ...flags],
  ]);
}

/** Runs Node with these arguments as a process of its own. Throws when it fails. */
export function measured(args: readonly string[]): Usage {
  const started = performance.now();
  const { status, stdout, stderr, output } = spawnSync(
    process.execPath,
    ["--import", join(ROOT, "bench/report-usage.ts"), ...args],
    { encoding: "utf8", stdio: ["ignore", "pipe", "pipe", "pipe"], maxBuffer: 100_000_000 },
  );
  const seconds = (performance.now() - started) / 1000;
  if (status !== 0) throw new Error(`${args.join(" ")} failed:\n${stdout.slice(0, 2000)}\n${stderr}`);
  const usage: { cpuSeconds: number; megabytes: number } = JSON.parse(output[3] ?? "{}");
  return { seconds, ...usage };
}
