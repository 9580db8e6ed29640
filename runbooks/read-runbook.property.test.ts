import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SourceFile } from "../foundation/findings/source-text.ts";
import { readRunbook } from "./read-runbook.ts";
import { LANGUAGES } from "./runbook.ts";

const piece = fc.constantFrom(
  "---\n",
  "id: a\n",
  "slos: []\n",
  "alerts: [A]\n",
  "## Is it real\n",
  "```\n",
  "\r\n",
  "&a *a\n",
);

describe("whatever stands in a file", () => {
  it("is a runbook, or findings that point into it", () => {
    const text = fc
      .array(fc.oneof(piece, fc.string({ unit: "binary" })), { maxLength: 20 })
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(text, fc.constantFrom(...LANGUAGES), (written, language) => {
        const { value, findings } = readRunbook(new SourceFile("a.md", written), { language, name: "a" });
        expect(value !== undefined || findings.length > 0).toBe(true);
        const lines = written.split(/\r?\n/).length;
        for (const { line, column } of findings.map(({ place }) => place)) {
          expect(line).toBeGreaterThan(0);
          expect(line).toBeLessThanOrEqual(lines);
          expect(column).toBeGreaterThan(0);
        }
      }),
    );
  });
});
