import { describe, expect, it } from "vitest";
import { promiseOf, read } from "../../../../test/slo/dialects/read-foreign.ts";

const SERVICE = `apiVersion: openslo/v1
kind: Service
metadata: { name: library, labels: { owner: librarians, tier: "2", escalation: oncall } }
`;

const FILE = (spec: string, window = "4w"): string => `${SERVICE}---
apiVersion: openslo/v1
kind: SLO
metadata: { name: lending, displayName: Books are lent }
spec:
  service: library
  timeWindow: [{ duration: ${window}, isRolling: true }]
  ${spec.replaceAll("\n", "\n  ")}
`;

const NATIVE = (
  indicator: string,
  alerts = "{ page: none, ticket: none }",
  name = "lending",
): string => `service: library
owner: librarians
tier: 2
slos:
  - name: ${name}
    title: Books are lent
    objective: 99%
    window: 28d
    indicator: ${indicator}
    runbook: none
    alerts: ${alerts}
`;

const source = (query: string): string =>
  `{ metricSource: { type: Prometheus, spec: { query: ${JSON.stringify(query)} } } }`;
const ratio = (part: string, total: string, counter = true, key = "good"): string =>
  `{ spec: { ratioMetric: { counter: ${counter}, ${key}: ${source(part)}, total: ${source(total)} } } }`;
const raw = (query: string, rawType: string): string =>
  `{ spec: { ratioMetric: { rawType: ${rawType}, raw: ${source(query)} } } }`;
const threshold = (query: string): string => `{ spec: { thresholdMetric: ${source(query)} } }`;
const objective = (more = "", share = "target: 0.99"): string => `objectives: [{ ${share}${more} }]`;
const promql = (bad: string, total: string): string =>
  `{ promql: { bad: ${JSON.stringify(bad)}, total: ${JSON.stringify(total)} } }`;
const condition = (gauge: string, op: string, value: number): string =>
  `{ condition: { gauge: ${JSON.stringify(gauge)}, op: "${op}", threshold: ${value} } }`;
const GOOD = 'loans_total{ok="yes"}';
const RATIO = `{ ratio: { good: '${GOOD}', total: loans_total } }`;

const errorsOf = (text: string): string[] =>
  read(text).findings.flatMap(({ severity, rule }) => (severity === "error" ? [rule] : []));

describe("an SLO of OpenSLO", () => {
  it.each([
    ["counters as they stand", ratio(`sum(${GOOD})`, "sum(loans_total)"), objective(), RATIO],
    ["rates over a fixed range", ratio(`sum(rate(${GOOD}[5m]))`, "sum(rate(loans_total[5m]))"), objective(), RATIO],
    [
      "Sloth's template",
      ratio(`sum(rate(${GOOD}[{{.window}}]))`, "sum(rate(loans_total[{{.window}}]))"),
      objective(),
      RATIO,
    ],
    ["a percentage", ratio(`sum(${GOOD})`, "sum(loans_total)"), objective("", "targetPercent: 99"), RATIO],
    [
      "bad events",
      ratio("sum(lost_total)", "sum(loans_total)", true, "bad"),
      objective(),
      "{ ratio: { bad: lost_total, total: loans_total } }",
    ],
    [
      "gauges",
      ratio("sum(open)", "sum(all)", false),
      objective(),
      promql(
        "(avg_over_time((sum(all))[$window:])) - (avg_over_time((sum(open))[$window:]))",
        "avg_over_time((sum(all))[$window:])",
      ),
    ],
    [
      "a ratio of failures",
      raw("stuck:ratio", "failure"),
      objective(),
      promql("avg_over_time((stuck:ratio)[$window:])", "(avg_over_time((stuck:ratio)[$window:])) * 0 + 1"),
    ],
    [
      "a ratio of success",
      raw("sum(rate(a[{{.window}}])) / sum(rate(b[{{.window}}]))", "success"),
      objective(),
      "{ ratio: { good: a, total: b } }",
    ],
    ["a threshold", threshold("max(queue)"), objective(", op: lte, value: 12.5"), condition("max(queue)", "<=", 12.5)],
    [
      "slices of a threshold",
      threshold("max(queue)"),
      `budgetingMethod: Timeslices\n${objective(", op: lt, value: 12, timeSliceTarget: 0.9, timeSliceWindow: 5m")}`,
      condition("1 - (1 - avg_over_time(((max(queue)) < bool 12)[5m:]))", ">=", 0.9),
    ],
    [
      "slices of events",
      ratio(`sum(${GOOD})`, "sum(loans_total)"),
      `budgetingMethod: Timeslices\n${objective(", timeSliceTarget: 0.95, timeSliceWindow: 2")}`,
      condition(
        `1 - (1 - ((sum(rate(${GOOD}[2m]))) or 0 * (sum(rate(loans_total[2m])))) / (sum(rate(loans_total[2m]))))`,
        ">=",
        0.95,
      ),
    ],
    [
      "slices that count as much as they are good",
      ratio("sum(lost_total)", "sum(loans_total)", true, "bad"),
      `budgetingMethod: RatioTimeslices\n${objective(", timeSliceWindow: 1m")}`,
      promql(
        "avg_over_time((((sum(rate(lost_total[1m]))) or 0 * (sum(rate(loans_total[1m])))) / (sum(rate(loans_total[1m]))))[$window:])",
        "avg_over_time(((((sum(rate(lost_total[1m]))) or 0 * (sum(rate(loans_total[1m])))) / (sum(rate(loans_total[1m])))) * 0 + 1)[$window:])",
      ),
    ],
  ])("with %s is the native promise", (_what, indicator, rest, native) => {
    const text = FILE(`indicator: ${indicator}\n${rest}`);
    const own = read(NATIVE(native));
    expect(own.findings).toEqual([]);
    expect(errorsOf(text)).toEqual([]);
    expect(read(text).value.map(promiseOf)).toEqual(own.value.map(promiseOf));
  });

  it("has a promise for each objective, named by what tells them apart", () => {
    const names = (objectives: string): string[] =>
      read(FILE(`indicator: ${ratio(`sum(${GOOD})`, "sum(loans_total)")}\nobjectives: ${objectives}`)).value.map(
        ({ id }) => id,
      );
    expect(names("[{ target: 0.9, displayName: Good }, { target: 0.8, displayName: Fair }]")).toEqual([
      "library-lending-good",
      "library-lending-fair",
    ]);
    expect(names("[{ target: 0.9, displayName: Good }, { target: 0.8, displayName: Good }]")).toEqual([
      "library-lending-0",
      "library-lending-1",
    ]);
  });

  it("alerts as its conditions say, whom its target names", () => {
    const policy = (severity: string, rate: number, window: string): string =>
      `{ spec: { conditions: [{ spec: { severity: ${severity}, condition: { op: gt, threshold: ${rate}, lookbackWindow: ${window} } } }], notificationTargets: [{ targetRef: Night_Shift }] } }`;
    const target =
      "---\napiVersion: openslo/v1\nkind: AlertNotificationTarget\nmetadata: { name: Night_Shift }\nspec: { target: mail }\n";
    const text = FILE(
      `indicator: ${ratio(`sum(${GOOD})`, "sum(loans_total)")}\n${objective()}\nalertPolicies: [${policy("page", 14.4, "1h")}, ${policy("page", 6, "6h")}, ${policy("warning", 1, "3d")}]`,
    );
    const alerts = (severity: string, tiers: string): string =>
      `${severity}: { escalation: night-shift, tiers: [${tiers}] }`;
    const own = read(
      NATIVE(
        RATIO,
        `{ ${alerts("page", "{ burn_rate: 14.4, long_window: 1h }, { burn_rate: 6, long_window: 6h }")}, ${alerts("ticket", "{ burn_rate: 1, long_window: 3d }")} }`,
      ),
    );
    expect(errorsOf(text + target)).toEqual([]);
    expect(read(text + target).value.map(promiseOf)).toEqual(own.value.map(promiseOf));
    expect(new Set(errorsOf(text))).toEqual(new Set(["dialect-reference"]));
  });

  it.each([
    [
      "measured elsewhere",
      `indicator: ${ratio("a", "b").replace("Prometheus", "Datadog")}\n${objective()}`,
      ["dialect-source"],
    ],
    ["without an SLI", objective(), ["dialect-source"]],
    ["with an SLI that is nowhere", `indicatorRef: nowhere\n${objective()}`, ["dialect-reference"]],
    ["with a threshold of nothing", `indicator: ${threshold("a")}\n${objective()}`, ["dialect-source"]],
    [
      "with wrong PromQL",
      `indicator: ${threshold("max(queue")}\n${objective(", op: lt, value: 1")}`,
      ["invalid-expression"],
    ],
  ])("%s is an error where it stands", (_what, spec, rules) => {
    expect(errorsOf(FILE(spec))).toEqual(rules);
  });

  it.each([
    ["1m", ["invalid-window"]],
    ["1d", []],
    ["1M", ["dialect-period"]],
    ["1Q", ["dialect-period"]],
    ["1Y", ["dialect-period"]],
    ["4x", ["invalid-value"]],
  ])("over %s is read, or told", (window, rules) => {
    const text = FILE(`indicator: ${ratio(`sum(${GOOD})`, "sum(loans_total)")}\n${objective()}`, window);
    expect(read(text).findings.map(({ rule }) => rule)).toEqual(rules);
  });
});
