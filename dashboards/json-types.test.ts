import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { sampleDashboards } from "../test/dashboards/sample-fleet.ts";

const types = join(import.meta.dirname, "../test/dashboards/json-types.ts");
const folder = mkdtempSync(join(tmpdir(), "dashboards-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Has TypeScript compare JSON with `DashboardJson`: its complaints, or none. */
function typeErrors(name: string, json: string): string {
  const file = join(folder, `${name}.mts`);
  writeFileSync(file, `import type { DashboardJson } from "${types}";\nexport const json: DashboardJson = ${json};\n`);
  const flags =
    "--ignoreConfig --noEmit --strict --target es2024 --module nodenext --allowImportingTsExtensions --skipLibCheck --types node";
  try {
    execFileSync("node_modules/.bin/tsc", [...flags.split(" "), file], { encoding: "utf8" });
    return "";
  } catch (error) {
    return error instanceof Error && "stdout" in error ? String(error.stdout) : String(error);
  }
}

const [fleet, detail] = sampleDashboards().map((dashboard) => JSON.stringify(dashboard, undefined, 1));

describe("the dashboards' JSON", () => {
  it.each([
    ["fleet", fleet],
    ["detail", detail],
  ])("has the types of the Foundation SDK: %s", (name, json = "") => {
    expect(typeErrors(name, json)).toBe("");
  });

  it.each([
    ["a misspelt query", '"expr":', '"exprr":'],
    ["an unknown word for an enum", '"graphMode": "none"', '"graphMode": "nothing"'],
    ["a text for a number", '"w": 24', '"w": "24"'],
    ["a misspelt option of a panel", '"lineWidth":', '"lineWdth":'],
  ])("would not have: %s", (name, right, wrong) => {
    expect(detail).toContain(right);
    expect(typeErrors(name.replaceAll(" ", "-"), (detail ?? "").replace(right, wrong))).toContain("error TS");
  });
});
