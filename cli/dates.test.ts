import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { sound } from "../foundation/findings/wrong-files.ts";
import { readCatalogue } from "../runbooks/catalogue.ts";

const ROOT = join(import.meta.dirname, "..");
const out = mkdtempSync(join(tmpdir(), "slo-dates-"));
afterAll(() => rmSync(out, { recursive: true }));

/** The day on which somebody last read a runbook: what is tested here does not depend on when it is tested. */
const { runbooks } = sound(readCatalogue(join(ROOT, "runbooks")));
const TODAY = Math.max(...runbooks.map(({ reviewed }) => Date.parse(reviewed)));

/** The command line in the repository, years from then. */
function inYears(years: number, ...words: readonly string[]) {
  const preload = `const shift = ${TODAY + years * 365 * 86_400_000} - Date.now(); const real = Date;
  globalThis.Date = class extends real {
    constructor(...given) { if (given.length === 0) super(real.now() + shift); else super(...given); }
    static now() { return real.now() + shift; }
  };`;
  const url = `data:text/javascript,${encodeURIComponent(preload)}`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", url, "cli/slo.ts", ...words], {
    cwd: ROOT,
    encoding: "utf8",
  });
  return { status, text: stdout + stderr };
}

function rulesFound(years: number): string[] {
  const told: { findings: { rule: string }[] } = JSON.parse(inYears(years, "check", "--format", "json").text);
  return told.findings.map(({ rule }) => rule);
}

describe("a commit that compiles today", () => {
  it.each([-25, 1, 5, 30])("compiles in %i years to the same bytes, and says the same", (years) => {
    const now = inYears(0, "compile", "--out", out);
    expect(now).toMatchObject({ status: 0 });
    expect(inYears(years, "compile", "--out", out, "--check")).toMatchObject({ status: 0 });
    expect(inYears(years, "compile", "--out", out)).toEqual(now);
  });

  it("shows its promises and its runbooks then, too", () => {
    for (const words of [
      ["show", "orders-availability"],
      ["runbook", "orders-availability"],
    ]) {
      expect(inYears(30, ...words)).toEqual(inYears(0, ...words));
    }
  });

  it("is told by `check` which runbooks nobody has read since, which stops nothing", () => {
    expect(rulesFound(5)).toEqual(runbooks.map(() => "runbook-review"));
    expect(inYears(5, "check").status).toBe(0);
    expect(inYears(5, "check", "--strict").status).toBe(1);
    expect(rulesFound(0).filter((rule) => rule !== "runbook-review")).toEqual([]);
  });
});
