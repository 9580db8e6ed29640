import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";

const ROOT = join(import.meta.dirname, "..");
const out = mkdtempSync(join(tmpdir(), "slo-dates-"));
afterAll(() => rmSync(out, { recursive: true }));

/** The command line in the repository, years from now. */
function inYears(years: number, ...words: readonly string[]) {
  const preload = `const late = ${years} * 365 * 86_400_000; const real = Date; globalThis.Date = class extends real {
    constructor(...given) { if (given.length === 0) super(real.now() + late); else super(...given); }
    static now() { return real.now() + late; }
  };`;
  const url = `data:text/javascript,${encodeURIComponent(preload)}`;
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--import", url, "cli/slo.ts", ...words], {
    cwd: ROOT,
    encoding: "utf8",
  });
  return { status, text: stdout + stderr };
}

describe("a commit that compiles today", () => {
  it.each([1, 5, 30])("compiles in %i years to the same bytes", (years) => {
    const now = join(out, `now-${years}`);
    const then = join(out, `then-${years}`);
    expect(inYears(0, "compile", "--out", now)).toMatchObject({ status: 0 });
    expect(inYears(years, "compile", "--out", then)).toMatchObject({ status: 0 });
    expect(inYears(years, "compile", "--out", now, "--check")).toMatchObject({ status: 0 });
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
    const { status, text } = inYears(5, "check");
    expect(text).toContain("warning runbook-review");
    expect(text).not.toContain("error ");
    expect(status).toBe(0);
    expect(inYears(5, "check", "--strict").status).toBe(1);
    expect(inYears(0, "check", "--strict").status).toBe(0);
  });
});
