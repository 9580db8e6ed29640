import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parser } from "@prometheus-io/lezer-promql";
import fc from "fast-check";
import { afterAll, describe, expect, it } from "vitest";
import { isProblem, parseExpression } from "../../slo/promql/parse.ts";
import { printExpression } from "../../slo/promql/print.ts";
import { ANY_PROMETHEUS, parseRuleEngine, type RuleEngines, refusals } from "../../slo/promql/rule-engine.ts";
import type { Expression } from "../../slo/promql/syntax.ts";
import { typeOf } from "../../slo/promql/type-of.ts";
import { OLDEST } from "../../slo/promql/versions.ts";
import { anyPromql } from "../slo/any-promql.ts";
import { NEWEST, newestParser } from "./newest-parser.ts";
import { checkRules, run } from "./promtool.ts";

const folder = mkdtempSync(join(tmpdir(), "promql-versions-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** A call of each function and aggregation that the grammar knows, with arguments of the right types. */
const CALLS: readonly string[] = [
  ...["absent", "abs", "ceil", "deg", "exp", "floor", "ln", "log2", "log10", "rad", "sgn", "sort", "sort_desc", "sqrt"],
  ...["acos", "acosh", "asin", "asinh", "atan", "atanh", "cos", "cosh", "sin", "sinh", "tan", "tanh", "timestamp"],
  ...["histogram_avg", "histogram_count", "histogram_stddev", "histogram_stdvar", "histogram_sum", "round"],
  ...["day_of_month", "day_of_week", "day_of_year", "days_in_month", "hour", "minute", "month", "year"],
  ...["sum", "avg", "min", "max", "count", "group", "stddev", "stdvar", "info", "start_timestamp"],
]
  .map((name) => `${name}(a)`)
  .concat(
    ["absent", "avg", "count", "first", "last", "mad", "max", "min", "present", "stddev", "stdvar", "sum"].map(
      (name) => `${name}_over_time(a[5m])`,
    ),
    ["ts_of_first", "ts_of_last", "ts_of_max", "ts_of_min"].map((name) => `${name}_over_time(a[5m])`),
    ["changes", "delta", "deriv", "idelta", "increase", "irate", "rate", "resets"].map((name) => `${name}(a[5m])`),
    ["topk(1, a)", "bottomk(1, a)", "limitk(1, a)", "limit_ratio(0.5, a)", "quantile(0.5, a)", 'count_values("x", a)'],
    ["clamp(a, 0, 1)", "clamp_min(a, 0)", "clamp_max(a, 1)", "predict_linear(a[5m], 60)", "vector(1)", "time() * a"],
    ["quantile_over_time(0.5, a[5m])", "double_exponential_smoothing(a[5m], 0.5, 0.5)", "pi() * a", "scalar(a) * a"],
    ["histogram_quantile(0.9, a)", "histogram_fraction(0, 1, a)", 'histogram_quantiles(a, "q", 0.5)'],
    ['label_replace(a, "b", "$1", "c", "(.*)")', 'label_join(a, "b", ",", "c")', "sort_by_label(a)"],
    ['sort_by_label_desc(a, "b")', "a * 1m", "a @ end()", "a offset -5m", "a atan2 a", "max_over_time(a[1h:5m])"],
  );

const WINDOW_MS = 60_000;

/** What the compiler reads, as it writes it; undefined for what it does not take at all. */
function read(text: string): { readonly expression: Expression; readonly printed: string } | undefined {
  const expression = parseExpression(text);
  if (isProblem(expression) || typeof typeOf(expression) !== "string") return undefined;
  return { expression, printed: printExpression(expression, WINDOW_MS) };
}

function readCall(text: string): { readonly expression: Expression; readonly printed: string } {
  const found = read(text);
  if (found === undefined) throw new Error(`${text} is not read`);
  return found;
}

/** Those of any expressions that our check lets through, as the compiler writes them. */
function passing(texts: readonly string[], engines: RuleEngines): string[] {
  return texts.flatMap((text) => {
    const found = read(text);
    return found === undefined || refusals(found.expression, engines).length > 0 ? [] : [found.printed];
  });
}

const expressions = fc.array(anyPromql, { minLength: 60, maxLength: 60 });

describe("what the oldest Prometheus takes", () => {
  /** Those that promtool refuses, each with its reason. */
  async function refused(printed: readonly string[]): Promise<string[]> {
    const rules = printed.map((expr, index) => ({ record: `r${index}`, expr }));
    const file = join(folder, "rules.yaml");
    writeFileSync(file, JSON.stringify({ groups: [{ name: "g", rules }] }));
    const said = await checkRules(file).then(
      () => "",
      (error: Error) => error.message,
    );
    const problems = Array.from(said.matchAll(/rule \d+, "r(\d+)": (.*)/g), ([, index, why]) => {
      return `${printed[Number(index)]}: ${why}`;
    });
    return said === "" || problems.length > 0 ? problems : [said];
  }

  it.each(CALLS)("%s", async (call) => {
    const { expression, printed } = readCall(call);
    expect((await refused([printed])).length).toBe(refusals(expression, ANY_PROMETHEUS).length);
  });

  it("is what our check lets through, whatever it is made of", async () => {
    let asked = 0;
    await fc.assert(
      fc.asyncProperty(expressions, async (texts) => {
        const printed = passing(texts, ANY_PROMETHEUS);
        asked += printed.length;
        expect(await refused(printed)).toEqual([]);
      }),
      { numRuns: 25, endOnFailure: true },
    );
    expect(asked).toBeGreaterThan(300);
  });

  it("is known of the Prometheus that these tests run", async () => {
    expect(await run("promtool", ["--version"])).toContain(`version ${OLDEST.join(".")}.`);
  });

  it("is asked of every function that the grammar knows", () => {
    // Nodes of the grammar: AbsentOverTime is absent_over_time. Range and Step take no series, and are newer.
    const nodes = parser.nodeSet.types.map(({ name }) => name);
    const functions = nodes
      .slice(nodes.indexOf("AbsentOverTime"), nodes.indexOf("Year") + 1)
      .filter((name) => !["Identifier", "Range", "Step"].includes(name));
    expect(functions.length).toBeGreaterThan(80);
    const asked = new Set(CALLS.map((call) => call.replace(/\(.*/, "").replaceAll("_", "")));
    expect(functions.filter((name) => !asked.has(name.toLowerCase()))).toEqual([]);
  });
});

describe(`what Prometheus ${NEWEST.join(".")} takes`, () => {
  const engine = parseRuleEngine(`>=${NEWEST.join(".")}`);
  if (typeof engine === "string") throw new Error(engine);

  it.for([false, true])(
    "is what our check lets through, and of single functions nothing less; with the feature flag: %s",
    { timeout: 300_000 },
    (experimental, { skip }) => {
      const newest = newestParser();
      if (typeof newest !== "function") return skip(newest.missing);
      const engines: RuleEngines = { engines: [engine], hasExperimentalFunctions: experimental };
      const calls = CALLS.map(readCall);
      const verdicts = newest(
        calls.map(({ printed }) => printed),
        { experimental },
      );
      const differing = calls.filter(
        ({ expression }, index) => (verdicts[index] === "") !== (refusals(expression, engines).length === 0),
      );
      expect(differing.map(({ printed }) => printed)).toEqual([]);
      fc.assert(
        fc.property(expressions, (texts) => {
          expect(newest(passing(texts, engines), { experimental }).filter((problem) => problem !== "")).toEqual([]);
        }),
        { numRuns: 25, endOnFailure: true },
      );
    },
  );
});
