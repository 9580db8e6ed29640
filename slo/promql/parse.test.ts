import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isProblem, parseExpression, parseSelector } from "./parse.ts";
import { printExpression, printSelector } from "./print.ts";
import { typeOf } from "./type-of.ts";

describe("parseExpression", () => {
  it.each([
    ["a", "a"],
    ['a{b="c",d!~"x|y",}', 'a{b="c", d!~"x|y"}'],
    ['{__name__="a", b="c"}', 'a{b="c"}'],
    ["sum by(a)(rate(b[5m] offset 1m))", "sum by (a) (rate(b[5m] offset 1m))"],
    ["sum(a) without (b, c)", "sum without (b, c) (a)"],
    ["rate(a[$window])", "rate(a[1m])"],
    ["max_over_time(a[$window:30s])", "max_over_time(a[1m:30s])"],
    ["a / on (b) group_left (c) d > bool 0.5", "a / on (b) group_left (c) d > bool 0.5"],
    ["time() - max by (bank) (t) # how old", "time() - max by (bank) (t)"],
    ["-a ^ 2", "-a ^ 2"],
    ["(a or b) unless c", "(a or b) unless c"],
    ["topk(3, a)", "topk(3, a)"],
    ["a @ end()", "a @ end()"],
    ["a[90m]", "a[1h30m]"],
    ["a{b='it\\'s', c=`\\d`}", 'a{b="it\'s", c="\\\\d"}'],
  ])("reads %s", (text, printed) => {
    const parsed = parseExpression(text);
    expect(isProblem(parsed) ? parsed : printExpression(parsed, "1m")).toEqual(printed);
  });

  it.each([
    ["", "the expression ends too early", 0],
    ["rate(a[5m)", "unexpected `)`", 9],
    ["sum(a", "the expression ends too early", 4],
    ["foo(a)", "`foo` is not a PromQL function", 0],
    ["a b", "unexpected `b`", 2],
    ['{b="c"}', "a selector must name one metric", 0],
    ['{__name__=~"a|b"}', "a selector must name one metric", 0],
    ['{"a.b"}', "quoted names are newer PromQL than the compiler takes", 1],
    ['a{"b.c"="d"}', "quoted names are newer PromQL than the compiler takes", 2],
    ["a[5]", "`5` is not a duration such as 5m", 2],
    ["a{b=1}", "unexpected `1`", 4],
  ])("refuses %s", (text, message, from) => {
    expect(parseExpression(text)).toMatchObject({ message, from });
  });

  it("gives back what it printed", () => {
    const value = fc.string({ unit: "grapheme", maxLength: 20 });
    const matcher = fc.tuple(fc.stringMatching(/^[a-z]{1,5}$/), fc.constantFrom("=", "!="), value);
    fc.assert(
      fc.property(fc.uniqueArray(matcher, { maxLength: 4 }), (matchers) => {
        const written = matchers.map(([label, operator, text]) => ({
          label,
          operator: operator === "=" ? ("=" as const) : ("!=" as const),
          value: text,
        }));
        const text = printSelector({ kind: "selector", metric: "m", matchers: [], from: 0, to: 1 }, ...written);
        const parsed = parseSelector(text);
        expect(isProblem(parsed) ? parsed : parsed.matchers).toMatchObject(written);
      }),
    );
  });

  it("never throws", () => {
    fc.assert(fc.property(fc.string({ maxLength: 60 }), (text) => void parseExpression(text)));
    const pieces = fc.constantFrom(
      "sum",
      "(",
      ")",
      "a",
      "[",
      "5m",
      "]",
      "{",
      "}",
      "b",
      "=",
      '"c"',
      ",",
      "by",
      "+",
      "offset",
      "$window",
      "@",
      ":",
      "bool",
      "#",
    );
    fc.assert(fc.property(fc.array(pieces, { maxLength: 30 }), (parts) => void parseExpression(parts.join(" "))));
  });
});

describe("parseSelector", () => {
  it("takes no functions", () => {
    expect(parseSelector("rate(a[5m])")).toHaveProperty("message");
  });
});

describe("typeOf", () => {
  it.each([
    ["1 + 2", "scalar"],
    ["time() - a", "vector"],
    ["a[5m]", "matrix"],
    ['"a"', "string"],
    ["scalar(a) + 1", "scalar"],
    ["quantile_over_time(0.9, a[5m])", "vector"],
    ["label_replace(a, 'b', 'c', 'd', 'e')", "vector"],
    ["sum(rate(a[5m])) / 2", "vector"],
  ])("knows that %s is a %s", (text, type) => {
    const parsed = parseExpression(text);
    expect(isProblem(parsed) ? parsed : typeOf(parsed)).toBe(type);
  });

  it.each([
    ["rate(a)", "`rate` needs a range vector, not an instant vector"],
    ["sum(a[5m])", "`sum` needs an instant vector, not a range vector"],
    ["a[5m] + 1", "`+` needs instant vectors or numbers, not a range vector"],
    ["a and 1", "`and` needs an instant vector on both sides"],
    ["histogram_quantile(a, b)", "`histogram_quantile` needs a number, not an instant vector"],
    ["rate(a[5m], 2)", "`rate` takes 1 argument, not 2"],
    ["clamp(a, 1)", "`clamp` takes 3 arguments, not 2"],
    ["1 + sum(rate(b))", "`rate` needs a range vector, not an instant vector"],
  ])("finds what is wrong in %s", (text, message) => {
    const parsed = parseExpression(text);
    expect(isProblem(parsed) ? parsed : typeOf(parsed)).toMatchObject({ message });
  });
});
