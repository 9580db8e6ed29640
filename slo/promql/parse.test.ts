import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isProblem, parseExpression, parseMatchers, parseSelector } from "./parse.ts";
import { printExpression, printSelector } from "./print.ts";
import { typeOf } from "./type-of.ts";

const STRAY = "`$window` means nothing here; it stands for a range, an offset or a number of seconds";
const ARITHMETIC = "arithmetic with durations is newer PromQL than the compiler takes";

describe("parseExpression", () => {
  it.each([
    ["a", "a"],
    ['a{b="c",d!~"x|y",}', 'a{b="c", d!~"x|y"}'],
    ['{__name__="a", b="c"}', 'a{b="c"}'],
    ["sum by(a)(rate(b[5m] offset 1m))", "sum by (a) (rate(b[5m] offset 1m))"],
    ["sum(a) without (b, c)", "sum without (b, c) (a)"],
    ["rate(a[$window])", "rate(a[1m])"],
    ["max_over_time(a[$window:30s])", "max_over_time(a[1m:30s])"],
    ["max_over_time(a[$window:$window])", "max_over_time(a[1m:1m])"],
    ["sum(rate(n[$window] offset $window))", "sum(rate(n[1m] offset 1m))"],
    ["a offset -$window", "a offset -1m"],
    ["a offset - 5m", "a offset -5m"],
    ["a @ 123 offset 5m", "a @ 123 offset 5m"],
    ["sum(increase(n[$window])) / $window", "sum(increase(n[1m])) / 60"],
    ["vector($window) * -$window", "vector(60) * -60"],
    ["rate(a[$window]) # over $window", "rate(a[1m])"],
    ["a * 1m + -1h30m", "a * 60 + -5400"],
    ["a > 250ms", "a > 0.25"],
    ["a > 0x1F", "a > 0x1F"],
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
    expect(isProblem(parsed) ? parsed : printExpression(parsed, 60_000)).toEqual(printed);
  });

  it.each([
    ["", "the expression ends too early", 0],
    ["rate(a[5m)", "unexpected `)`", 9],
    ["sum(a", "the expression ends too early", 4],
    ["foo(a)", "`foo` is not a PromQL function", 0],
    ["a b", "unexpected `b`", 2],
    ["'abc", "the text has no end", 0],
    ['{b="c"}', "a selector must name one metric", 0],
    ['{__name__=~"a|b"}', "a selector must name one metric", 0],
    ['{"a.b"}', "quoted names are newer PromQL than the compiler takes", 1],
    ['a{"b.c"="d"}', "quoted names are newer PromQL than the compiler takes", 2],
    ["a[5]", "`5` is not a duration such as 5m", 2],
    ["a{b=1}", "unexpected `1`", 4],
    ['rate(n{a="$window"}[5m])', STRAY, 10],
    ['label_replace(rate(a[$window]), "w", "$window", "b", "")', STRAY, 38],
    ["foo$window + 1", STRAY, 3],
    ["sum by (a$window) (b)", STRAY, 9],
    ["a offset $window + foo_$window", STRAY, 23],
    ["a @ $window", "`$window` is no moment", 4],
    ["rate(a[$window * 2])", ARITHMETIC, 7],
    ["rate(a[2 * $window])", ARITHMETIC, 7],
    ["a offset ($window + 5m)", ARITHMETIC, 9],
    ["a[step()]", ARITHMETIC, 2],
    ["rate(a[{{.window}}])", "`{{.window}}` is not known here; the window is written `$window`", 7],
    ["rate(a[$__rate_interval])", "`$__rate_interval` is not known here; the window is written `$window`", 7],
    ["rate(a[${window}])", "`${window}` is not known here; the window is written `$window`", 7],
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

  it("means the window wherever `$window` stands, or says that it does not: its stand-in leaks nowhere", () => {
    const piece = fc.constantFrom(
      ...[
        "rate(",
        "sum(",
        "increase(",
        ")",
        "a",
        "[$window]",
        "[$window:5m]",
        "[5m:$window]",
        "$window",
        " offset ",
        "-",
      ],
      ...[
        '"',
        "'",
        "{",
        "}",
        "b=",
        "# ",
        "\n",
        " / ",
        " * ",
        ", ",
        "5m",
        " by (",
        "@ ",
        "[",
        "]",
        "x$window",
        "$window",
      ],
    );
    let understood = 0;
    fc.assert(
      fc.property(
        fc.array(piece, { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 400 }),
        (parts, minutes) => {
          const text = parts.join("");
          const parsed = parseExpression(text);
          if (isProblem(parsed)) return;
          understood += 1;
          const printed = printExpression(parsed, minutes * 60_000);
          expect(printed).not.toMatch(/999999|\$window\b/);
          // The same text with the window written out is the same expression.
          const plain = parseExpression(
            text
              .replaceAll(/(\[|:|offset -?)\$window\b/g, `$1${minutes}m`)
              .replaceAll(/\$window\b/g, String(minutes * 60)),
          );
          expect(isProblem(plain) ? plain : printExpression(plain, 1)).toEqual(printed);
        },
      ),
      { numRuns: 3_000, examples: [[["rate(", "a", "[$window]", ")", " / ", "$window"], 5]] },
    );
    expect(understood).toBeGreaterThan(20);
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

describe("parseMatchers", () => {
  it.each([
    ["{}", []],
    [' { severity = "page" } ', ["severity=page 3 20"]],
    ['{severity="page", owner=~"order-.+",}', ["severity=page 1 16", "owner=~order-.+ 18 35"]],
    ["{a!='x', b!~`y|z`} # why", ["a!=x 1 7", "b!~y|z 9 17"]],
    ['{a="__name__", __name__!="up"}', ["a=__name__ 1 13", "__name__!=up 15 29"]],
    ['{a="$window"}', ["a=$window 1 12"]],
  ])("reads %s, each with its place", (text, expected) => {
    const matchers = parseMatchers(text);
    const shown = isProblem(matchers)
      ? matchers
      : matchers.map(({ label, operator, value, from, to }) => `${label}${operator}${value} ${from} ${to}`);
    expect(shown).toEqual(expected);
  });

  it.each([
    ["", 0],
    ['severity="page"', 0],
    ['up{severity="page"}', 0],
    ['{severity="page"', 15],
    ["{severity=page}", 10],
    ['{severity="page"}[5m]', 0],
    ['{severity="page"} or {owner="x"}', 0],
    ['{"severity"="page"}', 1],
    ["{severity='page}", 15],
  ])("refuses %s and points into it", (text, from) => {
    const problem = parseMatchers(text);
    expect(problem).toMatchObject({ from, message: expect.any(String) });
    expect(isProblem(problem) && problem.to > problem.from).toBe(true);
  });

  it("answers whatever it is given, with a place in it", () => {
    const piece = fc.constantFrom(..."{ } \" ' ` \\ = =~ ! , a __name__ [5m] # ( é $window".split(" "), " ");
    fc.assert(
      fc.property(fc.array(fc.oneof(piece, fc.string({ unit: "binary" })), { maxLength: 12 }), (pieces) => {
        const text = pieces.join("");
        const matchers = parseMatchers(text);
        for (const { from, to } of isProblem(matchers) ? [matchers] : matchers) {
          expect(from).toBeGreaterThanOrEqual(0);
          expect(to).toBeGreaterThan(from);
        }
      }),
    );
  });
});
