import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { expectGolden } from "../../../test/golden.ts";
import { compiled, samplePlatform } from "../../../test/slo/sample-slo.ts";
import { readDefinitions } from "../../language/read-definitions.ts";
import { MetricCatalogue } from "../../model/metric-catalogue.ts";
import { TIMING } from "../../model/timing.ts";
import { SECOND } from "../../promql/duration.ts";
import type { Compilation } from "../target.ts";
import { mimir, prometheus, prometheusOperator } from "./index.ts";
import { ruleGroups } from "./rule-groups.ts";

const GOLDEN = join(import.meta.dirname, "golden");
const catalogue = new MetricCatalogue([]);
const path = "kinds.yaml";
const definitions = readDefinitions([{ path, text: readFileSync(join(GOLDEN, path), "utf8") }], {
  config: { period: 30 * 86_400_000, scrapeInterval: 15_000 },
  catalogue,
});
const compilation: Compilation = {
  slos: definitions.value,
  platform: { ...samplePlatform, cloud: undefined },
  catalogue,
};

describe("the Prometheus target", () => {
  const { files } = compiled(prometheus, compilation);

  it("compiles every kind of indicator", () => {
    expect(definitions.findings).toEqual([]);
    for (const file of files) expectGolden(join(GOLDEN, file.path.replaceAll("/", ".")), file.text);
  });

  it("puts the same groups into all three forms", () => {
    const [rules, operator, namespace] = [prometheus, prometheusOperator, mimir].map((target) =>
      parse(compiled(target, compilation).files[0]?.text ?? ""),
    );
    const { groups } = rules;
    expect(groups).toHaveLength(2 * compilation.slos.length);
    expect(operator).toMatchObject({
      apiVersion: "monitoring.coreos.com/v1",
      kind: "PrometheusRule",
      spec: { groups },
    });
    expect(namespace).toEqual({ namespace: "slo-kinds", groups });
  });

  it("evaluates as often as it is told, and writes nothing else otherwise", () => {
    const timing = { ...TIMING, fastRules: SECOND, slowRules: 5 * SECOND };
    const quick = compiled(prometheus, { ...compilation, timing }).files;
    expect(quick.map(({ text }) => text)).toEqual(
      files.map(({ path, text }) =>
        path.includes("/rules/")
          ? text.replaceAll("interval: 30s", "interval: 1s").replaceAll("interval: 2m", "interval: 5s")
          : text,
      ),
    );
  });

  it("keeps every group below the limit of 20 rules that Mimir sets", () => {
    for (const slo of compilation.slos) {
      for (const group of ruleGroups(slo, compilation)) expect(group.rules.length, group.name).toBeLessThanOrEqual(20);
    }
  });

  it("names the SLO in every selector on a recorded series", () => {
    for (const slo of compilation.slos) {
      for (const rule of ruleGroups(slo, compilation).flatMap((group) => group.rules)) {
        for (const [selector] of rule.expr.matchAll(/slo:[a-z_]+:[a-z0-9_]+(?:\{[^}]*\})?/g))
          expect(selector).toContain(`{slo="${slo.id}"}`);
      }
    }
  });
});
