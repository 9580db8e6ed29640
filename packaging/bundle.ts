import { join, resolve } from "node:path";
import { type Plugin, rolldown } from "rolldown";
import { licenses } from "./licenses.ts";
import { packageOf } from "./package-of.ts";
import { readyChecks } from "./ready-checks.ts";
import { travelingFiles } from "./traveling-files.ts";

export const ROOT = resolve(import.meta.dirname, "..");

/**
 * Writes programs into a folder, which it empties first, with all that they need besides Node. Returns the files that went in.
 * Rejects with what cannot be bundled.
 */
export async function bundle(programs: Readonly<Record<string, string>>, folder: string): Promise<string[]> {
  await using build = await rolldown({
    cwd: ROOT,
    input: Object.fromEntries(Object.entries(programs).map(([name, place]) => [name, join(ROOT, place)])),
    platform: "node",
    // CommonJS has it, the modules that are written have not.
    transform: { define: { __dirname: "import.meta.dirname" } },
    plugins: [readyChecks(ROOT), travelingFiles(ROOT), packagesStayAtHome, withoutNativeAddOns, licenses, asModules],
    // What is missing at the bundle's making would be missing when it runs.
    onLog: (level, log, handle) => {
      if (log.code === "UNRESOLVED_IMPORT") handle("error", log);
      else if (level === "warn") handle(level, log);
    },
  });
  await build.write({ dir: folder, format: "esm", cleanDir: true });
  return build.watchFiles;
}

/** Packages that know their own folder, and what they read there. None of it is read by our programs. */
const READ_THEIR_FOLDER: Readonly<Record<string, string>> = {
  "@grpc/grpc-js": "the protocols of its debugging service",
  "import-in-the-middle": "hooks for automatic instrumentation",
  pino: "log transports that are threads of their own",
  ssh2: "a program for the keys of Windows, and its own name",
  "thread-stream": "log transports that are threads of their own",
  undici: "its own name, for stack traces",
};

const packagesStayAtHome: Plugin = {
  name: "packages-stay-at-home",
  transform: {
    filter: { id: /node_modules/, code: /__dirname|__filename|import\.meta\.(dirname|filename|url|resolve)/ },
    handler(_code, id) {
      const name = packageOf(id)?.name ?? id;
      if (READ_THEIR_FOLDER[name] !== undefined) return;
      this.error(`${id} knows its folder: see what it reads there, and whether that must travel`);
    },
  },
};

/** Packages with an optional part in C++ do the same in JavaScript where it is not built; a bundle runs on any machine. */
const withoutNativeAddOns: Plugin = {
  name: "without-native-add-ons",
  resolveId: { filter: { id: /\.node$/ }, handler: (id) => ({ id, external: true }) },
};

const asModules: Plugin = {
  name: "as-modules",
  generateBundle() {
    this.emitFile({ type: "asset", fileName: "package.json", source: '{ "type": "module" }\n' });
  },
};
