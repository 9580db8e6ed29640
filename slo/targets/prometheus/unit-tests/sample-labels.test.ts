import { describe, expect, it } from "vitest";
import { type LabelValues, MetricCatalogue } from "../../../model/metric-catalogue.ts";
import { isProblem, parseSelector } from "../../../promql/parse.ts";
import type { Selector } from "../../../promql/syntax.ts";
import { sampleLabels } from "./sample-labels.ts";

const labels = new Map<string, LabelValues>([
  ["code", ["200", "429", "503"]],
  ["region", "any"],
]);
const catalogue = new MetricCatalogue([
  { name: "m", type: "counter", help: "", buckets: [], labels, targetLabels: new Set() },
]);

function selector(text: string): Selector {
  const parsed = parseSelector(text);
  if (isProblem(parsed)) throw new Error(parsed.message);
  return parsed;
}

describe("sampleLabels", () => {
  it.each([
    ['m{code=~"5.."}', undefined, { code: "503" }],
    ['m{code!~"4.."}', 'm{code=~"5.."}', { code: "200" }],
    ["m", 'm{code=~"5..|429"}', { code: "200" }],
    ['x{code=~"5..|429"}', undefined, { code: "500" }],
    ['x{path=~"/api/v\\\\d+/orders.*"}', undefined, { path: "/api/v0/ordersx" }],
    ['x{a="1", a!="2"}', undefined, { a: "1" }],
    ["x", 'x{kind="quote"}', { kind: "other" }],
    ["x", 'x{kind!="quote"}', { kind: "quote" }],
  ])("of %s outside %s", (inside, outside, labels) => {
    expect(
      sampleLabels([selector(inside)], outside === undefined ? undefined : selector(outside), [], catalogue),
    ).toEqual(labels);
  });

  it("has none where no value fits", () => {
    expect(sampleLabels([selector('m{code="418"}')], undefined, [], catalogue)).toBeUndefined();
    expect(sampleLabels([selector("m")], selector("m"), [], catalogue)).toBeUndefined();
  });

  it("gives a value to the labels that must be present", () => {
    expect(sampleLabels([selector("m")], undefined, ["region"], catalogue)).toHaveProperty("region");
  });
});
