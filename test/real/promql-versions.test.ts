import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parser } from "@prometheus-io/lezer-promql";
import { afterAll, describe, expect, it } from "vitest";
import { isProblem, parseExpression } from "../../slo/promql/parse.ts";
import { printExpression } from "../../slo/promql/print.ts";
import { OLDEST, unknownTo } from "../../slo/promql/versions.ts";
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

describe("what the oldest Prometheus takes", () => {
  it.each(CALLS)("%s", async (call) => {
    const expression = parseExpression(call);
    if (isProblem(expression)) throw new Error(`${call}: ${expression.message}`);
    const rules = { groups: [{ name: "g", rules: [{ record: "r", expr: printExpression(expression, 60_000) }] }] };
    const file = join(folder, `${CALLS.indexOf(call)}.yaml`);
    writeFileSync(file, JSON.stringify(rules));
    const isTaken = await checkRules(file).then(
      () => true,
      () => false,
    );
    expect(isTaken, `${call} on ${OLDEST.join(".")}`).toBe(unknownTo(OLDEST, expression).length === 0);
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
