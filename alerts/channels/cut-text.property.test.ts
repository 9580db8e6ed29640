import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cutText } from "./cut-text.ts";

const segmenter = new Intl.Segmenter("und", { granularity: "grapheme" });
const graphemesOf = (text: string) => Array.from(segmenter.segment(text), ({ segment }) => segment);
const lengthOf = (text: string) => Array.from(text).length;
/** Characters that are made of several: flags, families, accents, syllables. */
const unit = fc.constantFrom("a", "瓦", "🇹🇼", "👩‍👩‍👧‍👦", "e\u0301", "각", "क्षि", "🔥", " ", "\r\n", "🏴󠁧󠁢󠁥󠁮󠁧󠁿");
const text = fc.oneof(
  fc.array(unit, { maxLength: 60 }).map((units) => units.join("")),
  fc.string({ unit: "binary" }),
);

describe("a text that is cut", () => {
  it("is short enough, well formed, and whole when it was short", () => {
    fc.assert(
      fc.property(text, fc.integer({ min: 2, max: 50 }), (whole, most) => {
        const cut = cutText(whole, most, "…");
        expect(lengthOf(cut)).toBeLessThanOrEqual(most);
        expect(cut.isWellFormed()).toBe(true);
        if (lengthOf(whole.toWellFormed()) <= most) expect(cut).toBe(whole.toWellFormed());
        else expect(cut.endsWith("…")).toBe(true);
      }),
    );
  });

  it("ends between two characters as people see them, unless the first alone is too long", () => {
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 60 }), fc.integer({ min: 12, max: 50 }), (units, most) => {
        const whole = units.join("");
        const cut = cutText(whole, most, "…");
        if (cut === whole) return;
        const kept = graphemesOf(cut.slice(0, -1));
        expect(graphemesOf(whole).slice(0, kept.length)).toEqual(kept);
        expect(kept.length).toBeGreaterThan(0);
      }),
    );
  });

  it("takes no longer for a text of megabytes, or for one character of megabytes", () => {
    const begun = performance.now();
    expect(lengthOf(cutText("瓦".repeat(5_000_000), 1_024, "…"))).toBe(1_024);
    expect(lengthOf(cutText(`e${"\u0301".repeat(5_000_000)}`, 1_024, "…"))).toBe(1_024);
    expect(performance.now() - begun).toBeLessThan(1_000);
  });
});
