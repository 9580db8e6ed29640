import { describe, expect, it } from "vitest";
import { promiseOf, read } from "../../../../test/slo/dialects/read-foreign.ts";

const FILE = (sli: string, more = ""): string => `version: prometheus/v1
service: bakery
labels: { owner: bakers, tier: "2", escalation: oncall }
slos:
  - name: bread
    objective: 99.9
    description: Bread is baked.
    sli: ${sli}
    alerting: { page_alert: { disable: true }, annotations: { runbook: bread } ${more} }
`;

const NATIVE = (indicator: string, by = ""): string => `service: bakery
owner: bakers
tier: 2
slos:
  - name: bread
    title: Bread is baked.
    objective: 99.9%
    indicator: ${indicator}
    ${by}
    runbook: bread
    alerts: { page: none, ticket: { escalation: oncall } }
`;

const events = (bad: string, total: string): string =>
  `{ events: { error_query: ${JSON.stringify(bad)}, total_query: ${JSON.stringify(total)} } }`;
const raw = (ratio: string): string => `{ raw: { error_ratio_query: ${JSON.stringify(ratio)} } }`;
const plugin = (id: string, options: string): string => `{ plugin: { id: sloth-common/${id}, options: ${options} } }`;

const BAD = 'sum(rate(loaves_total{burnt="yes"}[{{.window}}]))';
const ALL = "sum(rate(loaves_total[{{.window}}]))";
const RATIO = `{ ratio: { bad: 'loaves_total{burnt="yes"}', total: loaves_total } }`;
const LATENCY = "{ latency: { histogram: 'bake_seconds{oven=\"1\"}', threshold: 250ms } }";
const SLOW = (unit: string): string =>
  `sum(rate(bake_${unit}_count{oven="1"}[{{.window}}])) - sum(rate(bake_${unit}_bucket{oven="1",le="0.25"}[{{.window}}]))`;

describe("an SLI of Sloth", () => {
  it.each([
    ["counters", events(BAD, ALL), NATIVE(RATIO)],
    ["a template with white space", events(BAD.replace("{{.window}}", "{{- .window }}"), ALL), NATIVE(RATIO)],
    ["errors that may never have been seen", events(`(${BAD}) OR on() vector(0)`, ALL), NATIVE(RATIO)],
    ["increases", events(BAD.replace("rate", "increase"), ALL.replace("rate", "increase")), NATIVE(RATIO)],
    ["a ratio of sums", raw(`${BAD}\n/\n(${ALL} > 0)`), NATIVE(RATIO)],
    ["what is left of the good", raw(`1 - (${BAD} / ${ALL})`), NATIVE(RATIO.replace("bad", "good"))],
    [
      "a bucket of seconds",
      events(SLOW("seconds"), 'sum(rate(bake_seconds_count{oven="1"}[{{.window}}]))'),
      NATIVE(LATENCY),
    ],
    [
      "a bucket of something else",
      events(SLOW("minutes"), 'sum(rate(bake_minutes_count{oven="1"}[{{.window}}]))'),
      NATIVE(`{ ratio: { good: 'bake_minutes_bucket{oven="1",le="0.25"}', total: 'bake_minutes_count{oven="1"}' } }`),
    ],
    [
      "groups",
      events(BAD.replace("sum(", "sum by (oven) ("), ALL.replace("sum(", "sum by (oven) (")),
      NATIVE(RATIO, "by: [oven]"),
    ],
    [
      "any expression",
      events("sum(sum_over_time(cold[{{.window}}]))", "sum(count_over_time(cold[{{.window}}]))"),
      NATIVE("{ promql: { bad: 'sum(sum_over_time(cold[$window]))', total: 'sum(count_over_time(cold[$window]))' } }"),
    ],
    [
      "a ratio of nothing known",
      raw("avg_over_time(burnt:ratio[{{.window}}])"),
      NATIVE(
        "{ promql: { bad: 'avg_over_time(burnt:ratio[$window])', total: '(avg_over_time(burnt:ratio[$window])) * 0 + 1' } }",
      ),
    ],
    [
      "a plugin for availability",
      plugin("istio/v1/availability", "{ service: shop, namespace: south, filter: 'a=\"b\",' }"),
      NATIVE(
        `{ ratio: { bad: 'istio_requests_total{a="b", destination_service_name="shop", destination_service_namespace="south", response_code=~"(5..|429)"}', total: 'istio_requests_total{a="b", destination_service_name="shop", destination_service_namespace="south"}' } }`,
      ),
    ],
    [
      "a plugin for latency",
      plugin("traefik/v2/latency", "{ bucket: '0.3', service_name_regex: s.+, exclude_errors: 'true' }"),
      NATIVE(
        `{ latency: { histogram: 'traefik_service_request_duration_seconds{service=~"s.+", code!~"5.."}', threshold: 300ms } }`,
      ),
    ],
  ])("with %s is the native promise", (_what, sli, native) => {
    const [foreign, own] = [read(FILE(sli)), read(native)];
    expect(own.findings.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(foreign.findings.filter(({ severity }) => severity === "error")).toEqual([]);
    expect(foreign.value.map(promiseOf)).toEqual(own.value.map(promiseOf));
  });

  it.each([
    ["sum(rat(x[{{.window}}]))", "rat"],
    ["  sum(rate(x[{{.window}}]) +)", ")"],
    ["sum(rate(x[{{.window}}])) / sum(rate(x{a=}[{{.window}}]))", "}"],
    ["sum(rate(x[{{.windows}}]))", "{{"],
  ])("that is wrong is marked in the file: %s", (query, mark) => {
    const text = FILE(events(query, ALL));
    const { findings } = read(text);
    const errors = findings.filter(({ severity }) => severity === "error");
    expect(errors).toHaveLength(1);
    const [{ place }] = [errors[0] ?? expect.fail()];
    expect(place.excerpt.slice(place.column - 1, place.column - 1 + mark.length)).toBe(mark);
  });

  it("of a plugin that nobody knows, or without an option, is an error", () => {
    for (const sli of [plugin("mine", "{}"), plugin("istio/v1/availability", "{ service: a }")])
      expect(read(FILE(sli)).findings.map(({ rule }) => rule)).toContain("dialect-plugin");
  });
});

describe("alerts of Sloth", () => {
  it("have the windows of a catalogue for the period", () => {
    const catalogue = (period: string): string => `---
apiVersion: sloth.slok.dev/v1
kind: AlertWindows
spec:
  sloPeriod: ${period}
  page: { quick: { errorBudgetPercent: 1, shortWindow: 2m, longWindow: 30m }, slow: { errorBudgetPercent: 2, shortWindow: 15m, longWindow: 3h } }
  ticket: { quick: { errorBudgetPercent: 5, shortWindow: 1h, longWindow: 12h }, slow: { errorBudgetPercent: 5, shortWindow: 3h, longWindow: 36h } }
`;
    const rates = (text: string): (string | undefined)[] =>
      read(text).value.flatMap(({ alerts }) =>
        alerts.flatMap(({ tiers }) => tiers.map((tier) => tier.burnRate.toString())),
      );
    const file = FILE(events(BAD, ALL));
    expect(rates(file)).toEqual(["3", "1"]);
    expect(rates(file + catalogue("7d"))).toEqual(["3", "1"]);
    expect(rates(file + catalogue("30d"))).toEqual(["3", "1"]);
  });

  it("that could never fire are left out, and told", () => {
    const text = FILE(events(BAD, ALL))
      .replace("99.9", "60")
      .replace("page_alert: { disable: true }", "page_alert: {}");
    const { value, findings } = read(text);
    expect(value[0]?.alerts.map(({ severity, tiers }) => [severity, tiers.length])).toEqual([["ticket", 1]]);
    expect(findings.filter(({ rule }) => rule === "dialect-tier")).toHaveLength(3);
  });
});
