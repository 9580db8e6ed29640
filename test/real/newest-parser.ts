import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { delimiter, join } from "node:path";

/** The version of Prometheus whose parser `promql-newest/go.mod` names: its Go module 0.316 is Prometheus 3.16. */
export const NEWEST = [3, 16] as const;

const PROGRAM = join(import.meta.dirname, "promql-newest");
const BUILT = join(import.meta.dirname, "../../node_modules/.cache/promql-newest");
const BUILD_MS = 240_000;

/** Which expressions the newest parser takes: for each an empty text, or why not. */
export type NewestParser = (expressions: readonly string[], options: { experimental: boolean }) => string[];

/** Builds the program around Prometheus's own parser; where that cannot be done, says why. */
export function newestParser(): NewestParser | { readonly missing: string } {
  const go = goCommand();
  if (go === undefined) return { missing: "there is no Go to build the newest Prometheus's parser with" };
  mkdirSync(BUILT, { recursive: true });
  const program = join(BUILT, "promql-newest");
  const built = spawnSync(go, ["build", "-o", program, "."], {
    cwd: PROGRAM,
    encoding: "utf8",
    env: { ...process.env, GOTOOLCHAIN: "local", GOFLAGS: "-mod=readonly" },
    timeout: BUILD_MS,
  });
  if (built.status !== 0)
    return { missing: `the newest Prometheus's parser cannot be built: ${built.error?.message ?? built.stderr}` };
  return (expressions, { experimental }) => {
    const asked = spawnSync(program, { input: JSON.stringify({ experimental, expressions }), encoding: "utf8" });
    if (asked.status !== 0) throw new Error(asked.error?.message ?? asked.stderr);
    return JSON.parse(asked.stdout);
  };
}

function goCommand(): string | undefined {
  const folders = [...(process.env["PATH"] ?? "").split(delimiter), "/usr/local/go/bin"];
  return folders.map((folder) => join(folder, "go")).find((command) => existsSync(command));
}
