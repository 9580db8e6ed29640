import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { sampleCompilation, sampleSlo } from "../../test/slo/sample-slo.ts";
import { alertmanager } from "./alertmanager/index.ts";
import { cloudMonitoring } from "./cloud-monitoring/index.ts";
import { mimir, prometheus, prometheusOperator } from "./prometheus/index.ts";
import { outputsOf, type YamlMap } from "./target.ts";
import { textOf } from "./text.ts";

const TARGETS = { prometheus, prometheusOperator, mimir, alertmanager, cloudMonitoring };

const text = fc.oneof(
  fc.string({ unit: "grapheme" }),
  fc.constantFrom("yes", "null", "1h", "0x10", "a: b", "# a", "- a", "slo:x:y", " a", "a\nb", "~", "2026-11-25", "''"),
);
const scalar = fc.oneof(text, fc.integer());
const rule = fc.record({ record: text, labels: fc.dictionary(fc.stringMatching(/^[a-z_]+$/), text) });

describe("the text of a file", () => {
  it.each(Object.entries(TARGETS))("reads as the value that %s made", (_name, target) => {
    const compilation = sampleCompilation(sampleSlo(), sampleSlo({ by: ["outcome"], id: "shop-split", name: "split" }));
    for (const { files } of outputsOf(target, compilation)) {
      for (const file of files) {
        if (file.format === "text") expect(textOf(file)).toBe(file.text);
        else if (file.format === "json") expect(JSON.parse(textOf(file))).toEqual(file.value);
        else expect(parse(textOf(file))).toEqual(file.value);
      }
    }
  });

  it("reads as the value, whatever stands in it", () => {
    fc.assert(
      fc.property(fc.array(rule), fc.array(scalar), (rules, list) => {
        const value: YamlMap = { groups: [{ name: "x", rules }], list };
        for (const format of ["rules", "rule-tests"] as const)
          expect(parse(textOf({ path: "x.yaml", format, head: "# Made.\n", value }))).toEqual(value);
      }),
    );
  });

  it("has notes above the values that they are about", () => {
    const [first, second] = [{ name: "a" }, { name: "b" }];
    const notes = new Map<YamlMap, string>([[second, "orders.yaml:6"]]);
    expect(textOf({ path: "x.yaml", format: "rules", head: "", value: { groups: [first, second] }, notes })).toBe(
      "groups:\n  - name: a\n  # orders.yaml:6\n  - name: b\n",
    );
  });
});
