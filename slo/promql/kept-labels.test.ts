import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { anyPromql } from "../../test/slo/any-promql.ts";
import { losesLabel } from "./kept-labels.ts";
import { isProblem, parseExpression } from "./parse.ts";
import { typeOf } from "./type-of.ts";

/** What loses the label `team`, as it is written; undefined when it is kept. */
function loser(text: string): string | undefined {
  const expression = parseExpression(text);
  if (isProblem(expression)) throw new Error(`${text}: ${expression.message}`);
  if (typeof typeOf(expression) !== "string") throw new Error(`${text} does not fit`);
  const node = losesLabel(expression, "team");
  return node && text.slice(node.from, node.to);
}

describe("a label", () => {
  it.each([
    "sum by (team) (rate(x[$window]))",
    "sum without (pod) (rate(x[$window]))",
    "topk by (pod) (3, x)",
    "sum by (pod) (rate(x[$window])) * on (pod) group_left (team) kube_pod_labels",
    "kube_pod_labels * on (pod) group_right (team) sum by (pod) (rate(x[$window]))",
    "sum by (team) (sum by (pod) (rate(x[$window])) * on (pod) group_left (team) kube_pod_labels)",
    'sum by (team) (label_replace(sum by (job) (rate(x[$window])), "team", "$1", "job", "(.*)-.*"))',
    'label_join(sum by (a, b) (rate(x[$window])), "team", "-", "a", "b")',
    "sum by (team) (rate(x[$window])) and on () (sum(rate(x[$window])) > 1)",
    "sum by (team) (rate(x[$window])) unless on () vector(1) > 2",
    "sum by (team) (rate(x[$window])) * on () group_left () sum(rate(y[$window]))",
    "sum by (team) (rate(x[$window])) * scalar(sum(y))",
    "2 * sum by (team) (rate(x[$window])) / 60",
    "sum by (team) (rate(x[$window])) / on (team) group_left () sum by (team) (y)",
    "sum by (team, pod) (x) > ignoring (pod) group_left () sum by (team) (y)",
    'count_values("team", x)',
    'absent(x{team="a"})',
    "max_over_time(sum by (team) (x)[1h:5m])",
    "histogram_quantile(0.9, sum by (le, team) (rate(x_bucket[$window])))",
  ])("is kept by %s", (text) => {
    expect(loser(text)).toBeUndefined();
  });

  it.each([
    ["sum(rate(x[$window]))", "sum(rate(x[$window]))"],
    ["sum without (team) (x)", "sum without (team) (x)"],
    ["sum by (team) (sum by (pod) (x))", "sum by (pod) (x)"],
    ["sum by (team) (x) / sum(y)", "sum(y)"],
    [
      "sum by (team, pod) (x) * on (pod) sum by (team, pod) (y)",
      "sum by (team, pod) (x) * on (pod) sum by (team, pod) (y)",
    ],
    ["sum by (team) (x) - ignoring (team) sum by (team) (y)", "sum by (team) (x) - ignoring (team) sum by (team) (y)"],
    ["x * on (pod) group_left (team) sum by (pod) (y)", "sum by (pod) (y)"],
    ["sum by (pod) (x) * on (pod) group_left () y", "sum by (pod) (x)"],
    ["x or sum(y)", "sum(y)"],
    ['label_replace(x, "team", "", "", "")', 'label_replace(x, "team", "", "", "")'],
    ['absent(x{team=~"a"})', 'absent(x{team=~"a"})'],
    ["vector(1) * x", "vector(1)"],
    ["scalar(x)", "scalar(x)"],
  ])("is lost in %s", (text, node) => {
    expect(loser(text)).toBe(node);
  });

  it("is lost nowhere but within the expression, whatever that is", () => {
    fc.assert(
      fc.property(anyPromql, (text) => {
        const expression = parseExpression(text);
        if (isProblem(expression) || typeof typeOf(expression) !== "string") return;
        const node = losesLabel(expression, "region");
        expect(node === undefined || (node.from >= expression.from && node.to <= expression.to)).toBe(true);
      }),
    );
  });
});
