import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { expectGolden } from "../../../test/golden.ts";
import { readDefinitions } from "../../language/read-definitions.ts";
import { MetricCatalogue } from "../../model/metric-catalogue.ts";
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
  slos: definitions.slos,
  platform: {
    scrapeInterval: 15_000,
    consoleUrl: "https://console.example",
    grafanaUrl: "https://grafana.example",
    routerUrl: "http://alerts.example:8080",
    prometheusUrl: "http://prometheus.example:9090",
    tempoUrl: undefined,
    cloud: undefined,
  },
  catalogue,
};

describe("the Prometheus target", () => {
  it("compiles every kind of indicator", () => {
    expect(definitions.findings).toEqual([]);
    for (const file of prometheus(compilation)) expectGolden(join(GOLDEN, file.path.replaceAll("/", ".")), file.text);
  });

  it("puts the same groups into all three forms", () => {
    const [rules, operator, namespace] = [prometheus, prometheusOperator, mimir].map(
      (target) => [...target(compilation)][0]?.text ?? "",
    );
    const { groups } = parse(rules ?? "");
    expect(groups).toHaveLength(2 * compilation.slos.length);
    expect(parse(operator ?? "")).toMatchObject({
      apiVersion: "monitoring.coreos.com/v1",
      kind: "PrometheusRule",
      spec: { groups },
    });
    expect(parse(namespace ?? "")).toEqual({ namespace: "slo-kinds", groups });
  });

  it("writes the rules it has made, whatever stands in them", () => {
    const [file] = prometheus(compilation);
    expect(parse(file?.text ?? "").groups).toEqual(
      compilation.slos.flatMap((slo) => ruleGroups(slo, compilation.platform)),
    );
  });

  it("keeps every group below the limit of 20 rules that Mimir sets", () => {
    for (const slo of compilation.slos) {
      for (const group of ruleGroups(slo, compilation.platform))
        expect(group.rules.length, group.name).toBeLessThanOrEqual(20);
    }
  });

  it("names the SLO in every selector on a recorded series", () => {
    for (const slo of compilation.slos) {
      for (const rule of ruleGroups(slo, compilation.platform).flatMap((group) => group.rules)) {
        for (const [selector] of rule.expr.matchAll(/slo:[a-z_]+:[a-z0-9_]+(?:\{[^}]*\})?/g))
          expect(selector).toContain(`{slo="${slo.id}"}`);
      }
    }
  });
});
