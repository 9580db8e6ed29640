import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { hasErrors } from "../../../foundation/findings/finding.ts";
import { EXPORT_TOOLS, exportDefinitions } from "../../../slo/language/export-definitions.ts";
import { readDefinitions } from "../../../slo/language/read-definitions.ts";
import { MetricCatalogue } from "../../../slo/model/metric-catalogue.ts";
import type { Slo } from "../../../slo/model/slo.ts";
import { DAY, SECOND } from "../../../slo/promql/duration.ts";
import { samplePlatform } from "../sample-slo.ts";
import { promiseOf, read, SAMPLES } from "./read-foreign.ts";

const CONFIG = { ...samplePlatform, period: 30 * DAY, scrapeInterval: 15 * SECOND };
const CONTEXT = { config: CONFIG, catalogue: new MetricCatalogue([]) };

const INDICATORS = [
  { ratio: { bad: 'x_total{code=~"5.."}', total: "x_total" } },
  { ratio: { good: 'x_total{ok="a\\"b"}', total: 'x_total{z!="1"}' } },
  { latency: { histogram: 'x_seconds{a="b"}', threshold: "250ms" } },
  { latency: { histogram: "x_milliseconds", threshold: "2s" } },
  { latency: { histogram: "x_seconds", threshold: "1s", native: true } },
  { probe: { gauge: "up{a='b'}" } },
  { condition: { gauge: "time() - max(x)", op: "<", threshold: "26h" } },
  { condition: { gauge: "y", op: "!=", threshold: 0 } },
  { promql: { bad: "sum(rate(a[$window]))", total: "sum(rate(b[$window] offset 5m))" } },
  { promql: { bad: "sum(increase(a[$window])) / $window", total: "sum(rate(b[$window]))" } },
];

const alert = fc.oneof(
  fc.constant("none"),
  fc.record({ escalation: fc.constantFrom("oncall", "backlog") }),
  fc.record({
    escalation: fc.constant("oncall"),
    traffic: fc.constantFrom("window", "period"),
    tiers: fc.constantFrom(
      [{ burn_rate: 14.4, long_window: "1h", short_window: "5m" }],
      [{ burn_rate: 2, long_window: "1d" }],
    ),
  }),
);

const definition = fc.record({
  service: fc.constantFrom("shop", "a-b"),
  owner: fc.constantFrom("team", "shop"),
  tier: fc.integer({ min: 1, max: 4 }),
  slos: fc.array(
    fc.record(
      {
        title: fc.constantFrom("Customers can order", "It: works, always.", "以秒回答"),
        description: fc.constantFrom("Longer. With a second sentence.", "Short"),
        objective: fc.constantFrom("99.9%", "99%", "99.9999%", "95.5%"),
        window: fc.constantFrom("30d", "28d", "7d", "90d", "1d12h"),
        by: fc.constantFrom<string[]>([], ["region"], ["zone", "region"]),
        indicator: fc.constantFrom(...INDICATORS),
        runbook: fc.constantFrom("orders", "none"),
        alerts: fc.record({ page: alert, ticket: alert, absent: fc.constantFrom("10m", "none", "3m") }),
      },
      { requiredKeys: ["title", "objective", "indicator", "alerts", "runbook"] },
    ),
    { minLength: 1, maxLength: 4 },
  ),
});

/** The SLOs of a definition; none when anything about it is wrong. */
function slosOf(written: { readonly slos: readonly object[] }): readonly Slo[] {
  const slos = written.slos.map((slo, index) => ({ name: `promise-${index}`, ...slo }));
  const { value, findings } = readDefinitions(
    [{ path: "a.yaml", text: JSON.stringify({ ...written, slos }) }],
    CONTEXT,
  );
  return hasErrors(findings) ? [] : value;
}

/** What comes back of promises, and of which of them a loss is told. */
function throughTool(slos: readonly Slo[], tool: string): { back: Map<string, object>; told: Set<string | undefined> } {
  const { files, losses } = exportDefinitions(slos, tool, CONFIG);
  const again = readDefinitions(
    files.map(({ name, text }) => ({ path: name, text })),
    CONTEXT,
  );
  expect(again.findings.filter(({ severity }) => severity === "error")).toEqual([]);
  return {
    back: new Map(again.value.map((slo) => [slo.id, promiseOf(slo)])),
    told: new Set(losses.map(({ text }) => text.split(":")[0])),
  };
}

describe.each(EXPORT_TOOLS)("promises written for %s", (tool) => {
  it("come back as they were, or what is lost is told", () => {
    const property = fc.property(definition, (written) => {
      const slos = slosOf(written);
      const { back, told } = throughTool(slos, tool);
      for (const slo of slos) if (!told.has(slo.id)) expect(back.get(slo.id)).toEqual(promiseOf(slo));
    });
    fc.assert(property, { numRuns: 80 });
  });

  it("are the same bytes for the same promises", () => {
    const [slos] = [...SAMPLES.values()].map((text) => read(text).value);
    expect(exportDefinitions(slos ?? [], tool, CONFIG)).toEqual(exportDefinitions(slos ?? [], tool, CONFIG));
  });
});

describe("what a tool can say", () => {
  const one = (tool: string, slo: object, alerts: object): string[] => {
    const written = {
      service: "shop",
      owner: "team",
      tier: 1,
      slos: [{ title: "It works", objective: "99.9%", alerts, ...slo }],
    };
    return exportDefinitions(slosOf(written), tool, CONFIG).losses.map(({ rule }) => rule);
  };
  const ratio = { indicator: INDICATORS[0], runbook: "orders" };
  const told = { page: { escalation: "oncall" }, ticket: { escalation: "backlog" } };
  const pyrras = {
    page: {
      escalation: "oncall",
      tiers: [
        { burn_rate: 14, long_window: "1h", short_window: "5m" },
        { burn_rate: 7, long_window: "6h", short_window: "30m" },
      ],
    },
    ticket: {
      escalation: "oncall",
      tiers: [
        { burn_rate: 2, long_window: "1d", short_window: "2h" },
        { burn_rate: 1, long_window: "4d", short_window: "6h" },
      ],
    },
    absent: "3m",
  };

  it.each([
    ["sloth", ratio, told],
    ["sloth", { indicator: INDICATORS[1] }, { page: "none", ticket: { escalation: "backlog" } }],
    ["sloth", { indicator: INDICATORS[2], by: ["region"], runbook: "orders", description: "More of it." }, told],
    ["sloth", { indicator: INDICATORS[3], runbook: "orders" }, told],
    ["sloth", { indicator: INDICATORS[8], runbook: "orders" }, told],
    ["pyrra", { ...ratio, window: "28d", by: ["region"] }, pyrras],
    ["pyrra", { indicator: INDICATORS[2], window: "28d", runbook: "orders" }, pyrras],
    ["pyrra", { indicator: INDICATORS[4], window: "28d", runbook: "orders" }, pyrras],
    ["pyrra", { indicator: INDICATORS[5], window: "28d", runbook: "orders" }, pyrras],
    ["openslo", { ...ratio, window: "28d", by: ["region"] }, told],
    ["openslo", { indicator: INDICATORS[2], window: "90d" }, { page: "none", ticket: "none" }],
    ["openslo", { indicator: INDICATORS[6], runbook: "orders" }, told],
    ["openslo", { indicator: INDICATORS[8], runbook: "orders" }, told],
  ])("%s loses nothing of %j", (tool, slo, alerts) => {
    expect(one(tool, slo, alerts)).toEqual([]);
  });

  it.each([
    ["sloth", { ...ratio, window: "7d" }, told, ["export-promise", "export-alerts", "export-alerts"]],
    ["sloth", { indicator: INDICATORS[9], runbook: "orders" }, told, ["export-missing"]],
    ["pyrra", { indicator: INDICATORS[1], runbook: "orders" }, told, ["export-missing"]],
    ["openslo", { indicator: INDICATORS[5], runbook: "orders" }, told, ["export-indicator"]],
  ])("%s loses something of %j, and says so", (tool, slo, alerts, rules) => {
    expect(one(tool, slo, alerts)).toEqual(rules);
  });
});
