import { mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundle, ROOT } from "./bundle.ts";
import { packageOf } from "./package-of.ts";

/** A bundle of the command and what it was made of: each file and the state that it was in. */
export interface Bundle {
  readonly program: string;
  readonly files: readonly (readonly [path: string, state: string])[];
}

/** A change this shortly before another may leave a file the same time: file systems count in ticks of up to 10 ms. */
const TICKS_MS = 100;
/** Another process may still load parts of a bundle that is no longer the newest. */
const KEPT_MS = 3_600_000;
/** What decides about a bundle without being part of it. */
const RULES = ["package.json", "node_modules/.package-lock.json", "packaging"];

/** Bundles the `slo` command into a folder below `cache`, notes there what it was made of, and returns the program's path. */
export async function bundleCommand(cache: string, stateOf: (path: string) => string): Promise<string> {
  mkdirSync(cache, { recursive: true });
  const folder = mkdtempSync(join(cache, "bundle-"));
  // The file system's clock, which may be another machine's.
  const begun = statSync(folder).ctimeMs;
  // Packages change with the list of what is installed, which is among the rules: to look at each of their files would take longer.
  const files = (await bundle("compiler", folder)).filter((path) => packageOf(path) === undefined);
  for (const rule of RULES) files.push(join(ROOT, rule));
  for (const name of readdirSync(import.meta.dirname)) files.push(join(import.meta.dirname, name));
  const program = join(folder, "slo.js");
  // What changed while it was bundled may have been read before: such a bundle is good for this run only.
  if (files.every((path) => statSync(path).ctimeMs < begun - TICKS_MS)) {
    const made: Bundle = { program, files: [program, ...files].map((path) => [path, stateOf(path)]) };
    writeFileSync(join(folder, "bundle.json"), JSON.stringify(made));
    renameSync(join(folder, "bundle.json"), join(cache, "bundle.json"));
  }
  removeOld(cache, begun - KEPT_MS);
  return program;
}

function removeOld(cache: string, before: number): void {
  for (const name of readdirSync(cache).filter((one) => one.startsWith("bundle-"))) {
    const folder = join(cache, name);
    if ((statSync(folder, { throwIfNoEntry: false })?.ctimeMs ?? before) < before)
      rmSync(folder, { recursive: true, force: true });
  }
}
