import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { ROUTING_RULES } from "../alerts/routing/rules.ts";
import { FILE_RULES } from "../foundation/findings/rules.ts";
import { RUNBOOK_RULES } from "../runbooks/rules.ts";
import { SLO_RULES } from "../slo/language/rules.ts";

const ROOT = join(import.meta.dirname, "..");
const ROOMS = { files: FILE_RULES, promises: SLO_RULES, routing: ROUTING_RULES, runbooks: RUNBOOK_RULES };
const ALL = Object.values(ROOMS).flatMap((rules) => Object.values(rules));

describe("every rule", () => {
  const stories = readdirSync(join(ROOT, "cli/stories")).map((name) =>
    readFileSync(join(ROOT, "cli/stories", name), "utf8"),
  );

  it.each(Object.entries(ROOMS))("of %s has its place in the alphabet", (_room, rules) => {
    expect(Object.keys(rules)).toEqual(Object.keys(rules).toSorted());
  });

  // A story of 5 MB would not be read; `slo/language/read-definitions.test.ts` has it.
  it.each(ALL.filter(({ name }) => name !== "file-too-large"))("$name is told in a story", ({ name, severity }) => {
    expect(stories.some((story) => story.includes(` ${severity} ${name}: `))).toBe(true);
  });

  it("is as severe in each room that has it", () => {
    for (const { name, severity } of ALL)
      expect(ALL.filter((other) => other.name === name && other.severity !== severity)).toEqual([]);
  });

  it("that is a check of SLOs stands in the file of its name", () => {
    const checks = readdirSync(join(ROOT, "slo/language/checks"))
      .filter((file) => !file.endsWith(".test.ts"))
      .map((file) => file.replace(/\.ts$/, ""))
      .filter((name) => !["check", "index", "selections"].includes(name));
    expect(Object.keys(SLO_RULES)).toEqual(expect.arrayContaining(checks));
    expect(checks).toContain("unreachable-tier");
  });
});
