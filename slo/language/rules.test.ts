import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { expectGolden } from "../../test/golden.ts";
import { RULES } from "./rules.ts";

const ROOT = join(import.meta.dirname, "../..");
const STORIES = join(ROOT, "slo/cli/stories");

describe("every rule", () => {
  const stories = readdirSync(STORIES).map((name) => readFileSync(join(STORIES, name), "utf8"));

  it("has a name in alphabetical order, and its page in docs/checks.md", () => {
    const names = Object.keys(RULES);
    expect(names).toEqual([...names].sort());
    const rows = Object.entries(RULES).map(([name, meaning]) => `| \`${name}\` | ${meaning} |\n`);
    const head =
      "# Checks\n\nWhat `slo check` and `slo compile` can find. This page is made from `slo/language/rules.ts`.\n\n| rule | what it means |\n| --- | --- |\n";
    expectGolden(join(ROOT, "docs/checks.md"), head + rows.join(""));
  });

  it.each(Object.keys(RULES).filter((rule) => rule !== "file-too-large"))("%s is told in a story", (rule) => {
    expect(stories.some((story) => story.includes(`error ${rule}: `))).toBe(true);
  });

  it("that is a check stands in the file of its name", () => {
    const checks = readdirSync(join(import.meta.dirname, "checks")).filter(
      (file) => !["check.ts", "index.ts", "selections.ts"].includes(file),
    );
    for (const file of checks) expect(RULES).toHaveProperty(file.replace(/\.ts$/, ""));
    expect(existsSync(join(import.meta.dirname, "checks/unreachable-tier.ts"))).toBe(true);
  });
});
