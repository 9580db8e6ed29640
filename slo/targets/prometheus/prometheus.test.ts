import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { expectGolden } from "../../../test/golden.ts";
import { compiled, samplePlatform } from "../../../test/slo/sample-slo.ts";
import { readDefinitions } from "../../language/read-definitions.ts";
import { MetricCatalogue } from "../../model/metric-catalogue.ts";
import { RULE_LIMITS } from "../../model/rule-limits.ts";
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

  it("divides a large service into resources that Kubernetes takes, with the same groups", () => {
    const { findings, value } = readDefinitions([{ path, text: readFileSync(join(GOLDEN, path), "utf8") }], {
      config: { period: 30 * 86_400_000, scrapeInterval: 15_000 },
      catalogue,
    });
    expect(findings).toEqual([]);
    const slos = Array.from({ length: 110 }, (_, index) =>
      value.map((slo) => ({ ...slo, id: `${slo.id}-${index}` })),
    ).flat();
    const large = { ...compilation, slos };
    const resources = compiled(prometheusOperator, large).files.filter((file) => !file.path.includes("_watchdog"));
    expect(resources.length).toBeGreaterThan(3);
    for (const { path: file, text } of resources) {
      expect(Buffer.byteLength(text), file).toBeLessThanOrEqual(250_000);
      expect(text).toContain(`of ${resources.length}: a PrometheusRule has at most 250000 bytes`);
    }
    const parsed = resources.map(({ text }) => parse(text));
    expect(new Set(parsed.map(({ metadata }) => metadata.name)).size).toBe(resources.length);
    expect(new Set(resources.map((file) => file.path)).size).toBe(resources.length);
    const [rules] = compiled(prometheus, large).files;
    // What is not printed to be measured is taken for three times its JSON.
    for (const { text } of resources) expect(text.length).toBeLessThan(3 * JSON.stringify(parse(text)).length);
    expect(parsed.flatMap(({ spec }) => spec.groups)).toEqual(parse(rules?.text ?? "").groups);
  });

  it("says when Mimir takes fewer groups of a tenant", () => {
    const slos = (count: number) =>
      Array.from({ length: count }, () => compilation.slos[0]).filter((slo) => slo !== undefined);
    expect(compiled(mimir, { ...compilation, slos: slos(34) }).losses).toEqual([]);
    expect(compiled(mimir, { ...compilation, slos: slos(35) }).losses).toMatchObject([
      {
        name: "mimir-groups",
        message: expect.stringContaining("takes 70 rule groups of a tenant, and these are 71 or more"),
      },
    ]);
    const ruleLimits = { ...RULE_LIMITS, groupsPerTenant: 100 };
    const platform = { ...compilation.platform, ruleLimits };
    expect(compiled(mimir, { ...compilation, platform, slos: slos(35) }).losses).toEqual([]);
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
