import fc from "fast-check";
import { RE2JS } from "re2js";
import { describe, expect, it } from "vitest";
import { passes, regexProblem } from "./matcher-regex.ts";

const piece = fc.constantFrom(
  "a",
  "B",
  "5",
  "0",
  "_",
  "-",
  ":",
  "/",
  " ",
  ".",
  "|",
  ".*",
  ".+",
  "*",
  "[a5]",
  "(a|b)",
  "\\.",
  "$",
);
const character = fc.constantFrom(
  "a",
  "B",
  "5",
  "0",
  "_",
  "-",
  ":",
  "/",
  " ",
  ".",
  "|",
  "\n",
  "\r",
  "\u2028",
  "é",
  "😀",
);

describe("a regular expression of a matcher", () => {
  it("passes what RE2 matches from end to end, and is wrong where RE2 says so", () => {
    fc.assert(
      fc.property(
        fc.array(piece, { maxLength: 8 }).map((pieces) => pieces.join("")),
        fc.array(character, { maxLength: 6 }).map((characters) => characters.join("")),
        (pattern, value) => {
          const matcher = { operator: "=~", value: pattern } as const;
          let matches: boolean | undefined;
          try {
            matches = RE2JS.compile(pattern).matches(value);
          } catch {
            // It is none.
          }
          expect(regexProblem(matcher) === undefined).toBe(matches !== undefined);
          expect(passes(matcher, value)).toBe(matches ?? false);
          expect(passes({ ...matcher, operator: "!~" }, value)).toBe(matches === undefined ? false : !matches);
        },
      ),
      { numRuns: 2_000 },
    );
  });
});
