import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, it } from "vitest";

/** Which rooms a room may import from besides itself. Imports point one way: what is observed knows nothing of the observer. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  foundation: [],
  "slo/promql": [],
  "slo/model": ["slo/promql"],
  "slo/language": ["foundation", "slo/model", "slo/promql"],
  "slo/targets": ["slo/model", "slo/promql"],
  "slo/engine": ["foundation", "slo/model", "slo/promql"],
  dashboards: ["slo/model", "slo/promql"],
  slo: ["foundation", "slo/language", "slo/model", "slo/promql", "slo/targets", "dashboards"],
  service: ["foundation"],
  runbooks: [],
  "alerts/routing": ["foundation", "slo/promql"],
  alerts: ["foundation", "alerts/routing", "slo/language", "slo/model", "slo/promql", "slo/engine", "runbooks"],
  cli: [
    "foundation",
    "slo",
    "slo/language",
    "slo/model",
    "slo/promql",
    "slo/targets",
    "dashboards",
    "runbooks",
    "alerts/routing",
  ],
  local: [
    "foundation",
    "cli",
    "slo",
    "slo/engine",
    "slo/language",
    "slo/model",
    "slo/promql",
    "alerts",
    "alerts/routing",
    "runbooks",
    "service",
  ],
  collectors: [],
  test: [
    "foundation",
    "cli",
    "slo",
    "slo/engine",
    "slo/language",
    "slo/model",
    "slo/promql",
    "slo/targets",
    "dashboards",
    "service",
    "alerts",
    "alerts/routing",
    "runbooks",
    "local",
  ],
  bench: [
    "foundation",
    "cli",
    "slo",
    "slo/engine",
    "slo/language",
    "slo/promql",
    "test",
    "local",
    "service",
    "alerts",
    "alerts/routing",
  ],
};

const ROOT = resolve(import.meta.dirname, "..");

/** The relative imports of a file that point outside what its room may see. */
function wrongImports(file: string, text: string, mayImport: typeof MAY_IMPORT): string[] {
  const room = roomOf(file, mayImport);
  if (room === undefined) return [`${file} is in no room; add its folder to the table`];
  return Array.from(text.matchAll(/(?:from|import\()\s*"(\.[^"]+)"/g), (match) => match[1] ?? "")
    .map((specifier) => relative(ROOT, resolve(ROOT, dirname(file), specifier)))
    .filter((target) => {
      const other = roomOf(target, mayImport);
      return other !== room && !(other !== undefined && mayImport[room]?.includes(other));
    })
    .map((target) => `${file} imports ${target}`);
}

function roomOf(file: string, mayImport: typeof MAY_IMPORT): string | undefined {
  const rooms = Object.keys(mayImport).filter((room) => file.startsWith(`${room}/`));
  return rooms.sort((a, b) => b.length - a.length)[0];
}

function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })
    .filter((path) => path.endsWith(".ts") && !path.endsWith(".test.ts"))
    .map((path) => `${folder}/${path}`);
}

describe("imports", () => {
  it("point one way", () => {
    const tops = readdirSync(ROOT).filter((top) => Object.keys(MAY_IMPORT).includes(top));
    const files = tops.flatMap(sources);
    expect(files.length).toBeGreaterThan(50);
    expect(files.flatMap((file) => wrongImports(file, readFileSync(join(ROOT, file), "utf8"), MAY_IMPORT))).toEqual([]);
  });

  it("are caught when they point the wrong way", () => {
    const text = 'import { readDefinitions } from "../language/read-definitions.ts";';
    expect(wrongImports("slo/model/slo.ts", text, MAY_IMPORT)).toEqual([
      "slo/model/slo.ts imports slo/language/read-definitions.ts",
    ]);
    expect(wrongImports("elsewhere/new.ts", "", MAY_IMPORT)).toHaveLength(1);
  });
});
