import { expect } from "vitest";
import type { Finding, Rule } from "../foundation/findings/finding.ts";
import { FILE_RULES } from "../foundation/findings/rules.ts";

/** A finding is worth something when a person can go where it points, and its rule is one that the room or every file has. */
export function expectUseful(text: string, findings: readonly Finding[], rules: Readonly<Record<string, Rule>>): void {
  const lines = text.replace(/^\ufeff/, "").split("\n");
  const all = new Map(Object.entries({ ...FILE_RULES, ...rules }));
  for (const { severity, rule, place, text: wrong, advice } of findings) {
    expect(all.get(rule)).toMatchObject({ name: rule, severity });
    expect(place.line).toBeGreaterThanOrEqual(1);
    expect(place.line).toBeLessThanOrEqual(lines.length);
    expect(place.column).toBeGreaterThanOrEqual(1);
    expect(place.column).toBeLessThanOrEqual((lines[place.line - 1] ?? "").length + 1);
    expect(place.length).toBeGreaterThanOrEqual(1);
    expect(wrong).not.toBe("");
    expect(advice).toMatch(/[.?]$/);
  }
}
