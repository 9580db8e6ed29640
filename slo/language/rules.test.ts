import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { RULES } from "./rules.ts";

const ROOT = join(import.meta.dirname, "../..");
const STORIES = join(ROOT, "cli/stories");

describe("every rule", () => {
  const stories = readdirSync(STORIES).map((name) => readFileSync(join(STORIES, name), "utf8"));

  it("has its place in the alphabet", () => {
    const names = Object.keys(RULES);
    expect(names).toEqual([...names].sort());
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
