import { describe, expect, it } from "vitest";
import { sampleCatalogue, selector } from "../../../test/slo/sample-slo.ts";
import { MetricCatalogue } from "../../model/metric-catalogue.ts";
import { monitoringFilter } from "./filter.ts";

const HEAD = 'metric.type="prometheus.googleapis.com/x_total/counter" AND resource.type="prometheus_target"';
const nothingDeclared = new MetricCatalogue([]);

function counterFilter(text: string): unknown {
  return monitoringFilter(selector(text), "counter", nothingDeclared);
}

describe("a selector as a monitoring filter", () => {
  it.each([
    ["nothing but the metric", "x_total", ""],
    ["equality", '{__name__="x_total", a="v"}', ' AND metric.labels.a="v"'],
    ["inequality", 'x_total{a!="v"}', ' AND metric.labels.a!="v"'],
    ["a regular expression", 'x_total{a=~"5.."}', ' AND metric.labels.a=monitoring.regex.full_match("5..")'],
    ["its negation", 'x_total{a!~"4..|5.."}', ' AND metric.labels.a!=monitoring.regex.full_match("4..|5..")'],
    [
      "several matchers in their order",
      'x_total{b="1", a!="2", b!="3"}',
      ' AND metric.labels.b="1" AND metric.labels.a!="2" AND metric.labels.b!="3"',
    ],
    ["quotes", `x_total{a='say "hi"'}`, ' AND metric.labels.a="say \\"hi\\""'],
    ["backslashes", "x_total{a=`C:\\temp`}", ' AND metric.labels.a="C:\\\\temp"'],
    [
      "the backslashes of a regular expression",
      'x_total{a=~"/v1/\\\\d+\\\\.json"}',
      ' AND metric.labels.a=monitoring.regex.full_match("/v1/\\\\d+\\\\.json")',
    ],
    ["unicode", 'x_total{city="臺北", face="😀"}', ' AND metric.labels.city="臺北" AND metric.labels.face="😀"'],
    ["spaces and what looks like a filter", `x_total{a='" OR "'}`, ' AND metric.labels.a="\\" OR \\""'],
    [
      "labels of the resource",
      'x_total{project_id="p", location="l", cluster="c", namespace="n", job!="j", instance=~"i.+"}',
      ' AND resource.labels.project_id="p" AND resource.labels.location="l" AND resource.labels.cluster="c"' +
        ' AND resource.labels.namespace="n" AND resource.labels.job!="j"' +
        ' AND resource.labels.instance=monitoring.regex.full_match("i.+")',
    ],
  ])("translates %s", (_case, text, rest) => {
    expect(counterFilter(text)).toBe(HEAD + rest);
  });

  it.each(['{a=""}', '{a!=""}', '{a=~""}', '{a=~".*"}', '{a=~"x|"}', '{a!~"x?"}', '{a="tab\\there"}', '{a=~"x\\n"}'])(
    "does not guess what %s means",
    (matchers) => {
      expect(counterFilter(`x_total${matchers}`)).toMatchObject({ loss: "cloud-untranslatable-matcher" });
    },
  );

  it("stops at 2,048 characters", () => {
    const room = 2048 - HEAD.length - ' AND metric.labels.a=""'.length;
    expect(counterFilter(`x_total{a="${"v".repeat(room)}"}`)).toHaveLength(2048);
    expect(counterFilter(`x_total{a="${"v".repeat(room + 1)}"}`)).toMatchObject({ loss: "cloud-filter-over-2048" });
  });
});

describe("the kind in a metric's type", () => {
  it.each([
    ["orders_total", "counter"],
    ["requests_seconds", "histogram"],
    ["queue_length", "gauge"],
  ] as const)("is declared: %s is a %s", (name, kind) => {
    const filter = monitoringFilter(selector(name), kind, sampleCatalogue);
    expect(filter).toContain(`metric.type="prometheus.googleapis.com/${name}/${kind}"`);
  });

  it.each([
    ["orders_total", "gauge"],
    ["queue_length", "counter"],
    ["undeclared", "counter"],
    ["undeclared_count", "counter"],
  ] as const)("is not guessed: %s is no %s", (name, kind) => {
    expect(monitoringFilter(selector(name), kind, sampleCatalogue)).toMatchObject({ loss: "cloud-metric-type" });
  });

  it.each(["requests_seconds_count", "requests_seconds_bucket"])("%s is a part of a distribution", (name) => {
    expect(monitoringFilter(selector(name), "counter", sampleCatalogue)).toMatchObject({
      loss: "cloud-histogram-count",
    });
  });
});
