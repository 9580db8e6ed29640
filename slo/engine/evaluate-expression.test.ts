import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isProblem, parseExpression } from "../promql/parse.ts";
import { compileExpression, EvaluationError, UnsupportedExpression } from "./evaluate-expression.ts";
import { parseExposition } from "./exposition.ts";
import { SeriesStore } from "./series-store.ts";

const NAMES = ["requests_total", "quota", "age"];
const AT = 1_000_000;

/** Four scrapes, 15 s apart; one counter is reset, one series leaves before the last. */
function world(): SeriesStore {
  const store = new SeriesStore(60_000, new Map(NAMES.map((name) => [name, 60_000])));
  [0, 1, 2, 3].forEach((scrape) => {
    const text = `requests_total{api="routes",code="200"} ${100 + scrape * 30}
requests_total{api="routes",code="500"} ${scrape === 3 ? 15 : 50 + scrape * 15}
requests_total{api="vertex",code="200"} 7
quota{api="routes"} 4
quota{api="vertex"} 2
${scrape < 3 ? 'age{bank="gone"} 1\n' : ""}age{bank="b1"} 10
age{bank="b2"} 20
`;
    store.record({ job: "j", instance: "i" }, parseExposition(text, new Set(NAMES)), AT - (3 - scrape) * 15_000);
  });
  return store;
}

function evaluate(text: string) {
  const expression = parseExpression(text);
  if (isProblem(expression)) throw new Error(expression.message);
  const value = compileExpression(expression)({ store: world(), at: AT, elapsed: 15 });
  if (typeof value === "number") return value;
  return value.map(({ labels, value: one }) => {
    const { job: _, instance: __, ...others } = labels;
    return [Object.values(others).join(" "), Number(one.toFixed(6))];
  });
}

describe("expressions", () => {
  it.each([
    ["1 + 2 * 3", 7],
    ["-(2 ^ 3)", -8],
    ["time()", AT / 1_000],
    [
      "age",
      [
        ["b1", 10],
        ["b2", 20],
      ],
    ],
    ['age{bank=~"b.*",bank!="b1"}', [["b2", 20]]],
    [
      "time() - age",
      [
        ["b1", 990],
        ["b2", 980],
      ],
    ],
    [
      "max by (bank) (age)",
      [
        ["b1", 10],
        ["b2", 20],
      ],
    ],
    ["avg(age)", [["", 15]]],
    ["count without (bank, job, instance) (age)", [["", 2]]],
    ["sum(rate(requests_total[$window]))", [["", 3]]],
    [
      'sum by (code) (increase(requests_total{api="routes"}[$window]))',
      [
        ["200", 30],
        ["500", 15],
      ],
    ],
    ['rate(requests_total{code="500"}[1m])', [["routes 500", 1]]],
    ['sum(rate(requests_total{api="routes"}[1m])) / max(quota{api="routes"})', [["", 0.75]]],
    [
      "sum by (api) (rate(requests_total[$window])) / on (api) quota",
      [
        ["routes", 0.75],
        ["vertex", 0],
      ],
    ],
    ["age > 10", [["b2", 20]]],
    ["10 < age", [["b2", 20]]],
    [
      "age > bool 10",
      [
        ["b1", 0],
        ["b2", 1],
      ],
    ],
    [
      "clamp_max(age, 12)",
      [
        ["b1", 10],
        ["b2", 12],
      ],
    ],
    ['age and on (bank) age{bank="b1"}', [["b1", 10]]],
    ['age unless age{bank="b1"}', [["b2", 20]]],
    [
      'age{bank="b1"} or age',
      [
        ["b1", 10],
        ["b2", 20],
      ],
    ],
    ["vector(1)", [["", 1]]],
    ["sum(nothing)", []],
  ])("%s", (text, expected) => {
    expect(evaluate(text)).toEqual(expected);
  });

  it.each([
    ["histogram_quantile(0.9, age)", /histogram_quantile\(\)/],
    ["topk(1, age)", /topk/],
    ["age offset 5m", /offset/],
    ["max_over_time(age[5m])", /max_over_time\(\)/],
    ["rate(age[5m:1m])", /subquery/],
    ["age * on (bank) group_right () age", /group_right/],
  ])("%s is refused at once", (text, message) => {
    expect(() => evaluate(text)).toThrow(UnsupportedExpression);
    expect(() => evaluate(text)).toThrow(message);
  });
});

/** https://prometheus.io/docs/prometheus/latest/querying/operators/#vector-matching, and its implementation (promql/engine.go, VectorBinop). */
describe("vectors that match", () => {
  it.each([
    ["one to one with `on` keep its labels only", 'age{bank="b1"} * on (job) quota{api="routes"}', [["", 40]]],
    ["one to one with `ignoring` lose those", 'age{bank="b1"} * ignoring (bank, api) quota{api="routes"}', [["", 40]]],
    [
      "many to one keep their own labels",
      "age / on (job) group_left max by (job) (quota)",
      [
        ["b1", 2.5],
        ["b2", 5],
      ],
    ],
    ["count as one when a comparison leaves one", "age > on (job) max by (job) (quota * 3)", [["", 20]]],
    ["are none when a side is empty, whatever the other holds", "nothing / on (job) age", []],
    [
      "may be many for set operators",
      "age and on (job) quota",
      [
        ["b1", 10],
        ["b2", 20],
      ],
    ],
  ])("%s", (_name, text, expected) => {
    expect(evaluate(text)).toEqual(expected);
  });

  it.each([
    ["quota / on (job) age", /several series on the right side match \{job="j"\}/],
    ["age / on (job) group_left () quota", /right side match \{job="j"\}/],
    ['age{bank="b1"} / on (bank) requests_total', /right side match \{\}/],
    ["age / on (job) max by (job) (quota)", /several series on the left side match \{job="j"\}/],
    ["age > bool on (job) max by (job) (quota * 3)", /left side/],
    ["age + ignoring (bank) age", /right side/],
  ])("are refused where Prometheus refuses them: %s", (text, message) => {
    expect(() => evaluate(text)).toThrow(EvaluationError);
    expect(() => evaluate(text)).toThrow(message);
  });

  it("give a value for each group, or are refused, and nothing in between", () => {
    const vectorOf = (name: string) =>
      fc
        .uniqueArray(fc.record({ a: fc.constantFrom("1", "2"), b: fc.constantFrom("1", "2", "3") }), {
          selector: ({ a, b }) => `${a}${b}`,
        })
        .map((series) => series.map(({ a, b }, index) => `${name}{a="${a}",b="${b}"} ${index + 1}\n`));
    const names = new Set(["left", "right"]);
    fc.assert(
      fc.property(vectorOf("left"), vectorOf("right"), (left, right) => {
        const store = new SeriesStore(60_000, new Map(Array.from(names, (name) => [name, 0])));
        store.record({ job: "j", instance: "i" }, parseExposition([...left, ...right].join(""), names), AT);
        const groups = (lines: readonly string[]) => lines.map((line) => /a="(.)"/.exec(line)?.[1] ?? "");
        const isUnique = (list: readonly string[]) => new Set(list).size === list.length;
        const common = groups(left).filter((group) => groups(right).includes(group));
        const expression = parseExpression("left + on (a) right");
        if (isProblem(expression)) throw new Error(expression.message);
        const sum = () => compileExpression(expression)({ store, at: AT, elapsed: 15 });
        if (left.length > 0 && (!isUnique(groups(right)) || !isUnique(common)) && right.length > 0)
          expect(sum).toThrow(EvaluationError);
        else expect(sum()).toHaveLength(common.length);
      }),
    );
  });
});

describe("counters", () => {
  it("count nothing for their first sample, from zero after a reset, and nothing over a gap that no rate would bridge", () => {
    const store = new SeriesStore(60_000, new Map([["requests_total", 0]]));
    const increases = [
      [0, 100],
      [15, 130],
      [60, 10],
      [200, 500],
      [215, 501],
    ].map(([seconds = 0, value]) => {
      const samples = parseExposition(`requests_total ${value}`, new Set(["requests_total"]));
      store.record({ job: "j", instance: "i" }, samples, seconds * 1_000);
      const selector = parseExpression("requests_total");
      return isProblem(selector) || selector.kind !== "selector"
        ? undefined
        : store.select(selector, seconds * 1_000)[0]?.increase;
    });
    expect(increases).toEqual([undefined, 30, 10, undefined, 1]);
  });
});
