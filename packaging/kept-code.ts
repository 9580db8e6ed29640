import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { Plugin } from "rolldown";

const ROOT = join(import.meta.dirname, "..");

/** The command's bundle begins with `slo.js`, which loads each part with the code that V8 made of it when it was bundled. */
export const startsWithKeptCode: Plugin = {
  name: "starts-with-kept-code",
  generateBundle() {
    const source = readFileSync(join(import.meta.dirname, "start.cjs"));
    this.emitFile({ type: "asset", fileName: "slo.js", source });
    this.emitFile({ type: "asset", fileName: "package.json", source: '{ "type": "commonjs" }\n' });
  },
};

/** Parts that few runs use: `slo.js` loads them when something of them is asked for. Their modules do nothing but define. */
export const LATE_PARTS = [
  { name: "late-regular-expressions", test: /node_modules\/re2js\// },
  { name: "late-schema-compiler", test: /node_modules\/(ajv\/|fast-uri\/)/ },
  // What checks need of the compiler's package.
  {
    name: "late-check",
    test: /node_modules\/(ajv\/dist\/runtime\/(ucs2length|equal)\.js|fast-deep-equal\/)/,
    priority: 1,
  },
  {
    name: (id: string) => `late-check-${basename(id, ".schema.json")}`,
    debugName: "a check for each schema",
    test: /^\0ready-check:/,
    priority: 1,
  },
];

/**
 * Runs the command once on the project's own definitions and keeps the code that V8 makes of it: functions are compiled when they
 * first run. Where that fails, as it does with definitions that are wrong, less is kept and the command starts slower.
 */
export function keepCode(folder: string): void {
  const out = mkdtempSync(join(tmpdir(), "slo-"));
  try {
    const command = [join(import.meta.dirname, "keep-code.cjs"), join(folder, "slo.js")];
    spawnSync(process.execPath, [...command, "compile", "--out", out], {
      cwd: ROOT,
      stdio: "ignore",
      timeout: 30_000,
    });
  } finally {
    rmSync(out, { recursive: true });
  }
}
