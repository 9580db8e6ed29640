import { join, resolve } from "node:path";
import { type Plugin, rolldown } from "rolldown";
import { keepCode, LATE_PARTS, startsWithKeptCode } from "./kept-code.ts";
import { licenses } from "./licenses.ts";
import { packageOf } from "./package-of.ts";
import { PROGRAMS, type Role } from "./programs.ts";
import { readyChecks } from "./ready-checks.ts";
import { travelingFiles } from "./traveling-files.ts";

export const ROOT = resolve(import.meta.dirname, "..");

/**
 * Writes the programs of a role into a folder, which it empties first, with all that they need besides Node. Returns the files that
 * went in. Rejects with what cannot be bundled.
 */
export async function bundle(role: Role, folder: string): Promise<string[]> {
  const { define, plugins, output } = role === "compiler" ? STARTED_OFTEN : STARTED_ONCE;
  await using build = await rolldown({
    cwd: ROOT,
    input: Object.fromEntries(Object.entries(PROGRAMS[role]).map(([name, place]) => [name, join(ROOT, place)])),
    platform: "node",
    transform: { define },
    plugins: [readyChecks(ROOT), travelingFiles(ROOT), packagesStayAtHome, withoutNativeAddOns, licenses, plugins],
    // What is missing at the bundle's making would be missing when it runs.
    onLog: (level, log, handle) => {
      if (log.code === "UNRESOLVED_IMPORT") handle("error", log);
      else if (level === "warn") handle(level, log);
    },
  });
  await build.write({ dir: folder, cleanDir: true, ...output });
  if (role === "compiler") keepCode(folder);
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

/** Servers. CommonJS has `__dirname`, the modules that are written have not. */
const STARTED_ONCE = {
  define: { __dirname: "import.meta.dirname" },
  plugins: asModules,
  output: { format: "esm" },
} as const;

/** The command: CommonJS starts quicker, and `slo.js` loads it with the code that is kept. */
const STARTED_OFTEN = {
  define: {},
  plugins: startsWithKeptCode,
  output: { format: "cjs", codeSplitting: { groups: LATE_PARTS } },
} as const;
