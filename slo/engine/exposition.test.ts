import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ExpositionError, parseExposition, parseLabels } from "./exposition.ts";

const WANTED = new Set(["a", "b_total", "h_bucket"]);
const read = (text: string) =>
  parseExposition(text, WANTED).map(({ name, labels, value }) => [name, { ...parseLabels(labels) }, value]);

describe("the text format", () => {
  it.each([
    ["a 1", [["a", {}, 1]]],
    ["a{} 1\n", [["a", {}, 1]]],
    ["# HELP a what\n# TYPE a gauge\n\na 1.5e3 1700000000000\r\n# EOF\n", [["a", {}, 1500]]],
    ['a{x="1",y="2",} -3', [["a", { x: "1", y: "2" }, -3]]],
    ['a{ x = "1" , y="2"} +Inf', [["a", { x: "1", y: "2" }, Number.POSITIVE_INFINITY]]],
    ['a{x="}\\"\\\\\\n{"} NaN', [["a", { x: '}"\\\n{' }, Number.NaN]]],
    ['h_bucket{le="0.1"} 7 # {trace_id="abc"} 0.05 1700000000.1', [["h_bucket", { le: "0.1" }, 7]]],
    ["other 1\nb_total 2", [["b_total", {}, 2]]],
    ["", []],
  ])("%j", (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it.each([
    ["<html>", 1],
    ["a 1\n{} 2", 2],
    ["a one", 1],
    ["a", 1],
    ['a{x="1" 1', 1],
    ["a 0x10", 1],
    ["a 1\n\nother 1\na{", 4],
  ])("%j is refused in its line", (text, line) => {
    expect(() => parseExposition(text, WANTED)).toThrow(new RegExp(`^line ${line} is no sample`));
  });

  it.each(['x="1" y="2"', "x=1", 'x="1', '1="2"', 'x="1",,'])("{%s} are no labels", (text) => {
    expect(() => parseLabels(text)).toThrow(ExpositionError);
  });

  it("reads back what was written, whatever stands in labels", () => {
    const labels = fc.dictionary(fc.stringMatching(/^[a-z_][a-z0-9_]{0,8}$/), fc.string({ unit: "binary" }), {
      maxKeys: 4,
    });
    const written = (text: string) => text.replace(/[\\"\n]/g, (one) => (one === "\n" ? "\\n" : `\\${one}`));
    fc.assert(
      fc.property(labels, fc.double({ noNaN: true }), (pairs, value) => {
        const text = Object.entries(pairs).map(([name, one]) => `${name}="${written(one)}"`);
        const number = value === Infinity ? "+Inf" : value === -Infinity ? "-Inf" : String(value);
        expect(read(`a{${text.join(",")}} ${number}`)).toEqual([
          ["a", { ...pairs }, Number(number.replace("Inf", "Infinity"))],
        ]);
      }),
    );
  });

  it("throws nothing else, whatever it is given", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string({ unit: "binary" }).map((text) => `a{${text}`),
        ),
        (text) => {
          try {
            read(text);
          } catch (error) {
            expect(error).toBeInstanceOf(ExpositionError);
          }
        },
      ),
    );
  });
});
