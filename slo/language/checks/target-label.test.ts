import { describe, expect, it } from "vitest";
import { sound } from "../../../foundation/findings/wrong-files.ts";
import { MetricCatalogue } from "../../model/metric-catalogue.ts";
import { SCRAPE_LABELS } from "../../model/scrape-labels.ts";
import { readMetrics } from "../metrics.ts";
import { readDefinitions } from "../read-definitions.ts";

const LABELS = [...SCRAPE_LABELS.keys(), "slo", "slo_service"];

function rulesOf(indicator: object, catalogue = new MetricCatalogue([])): string[] {
  const text = JSON.stringify({
    service: "shop",
    owner: "team",
    tier: 1,
    defaults: { alerts: { page: { escalation: "a" }, ticket: { escalation: "b" } } },
    slos: [{ name: "orders", title: "Orders", objective: "99%", runbook: "r", indicator }],
  });
  const config = { period: 30 * 86_400_000, scrapeInterval: 15_000 };
  return readDefinitions([{ path: "shop.yaml", text }], { config, catalogue }).findings.map(
    ({ rule, severity, text: said }) => `${severity} ${rule} ${/^`([^`]+)`/.exec(said)?.[1]}`,
  );
}

function catalogueOf(metrics: object): MetricCatalogue {
  return new MetricCatalogue(sound(readMetrics("metrics.yaml", JSON.stringify(metrics))));
}

describe("a label that the scrape or the rules set", () => {
  it.each(LABELS)(
    "%s: is warned of once for a promise, and is fine where the metric's declaration says it is the target's",
    (label) => {
      const ratio = { bad: `requests_total{${label}="a", code=~"5.."}`, total: `requests_total{${label}="a"}` };
      expect(rulesOf({ ratio })).toEqual([`warning target-label ${label}`]);
      const metric = { name: "requests_total", type: "counter", help: "Requests.", labels: { code: "any" } };
      expect(rulesOf({ ratio }, catalogueOf({ target_labels: [label], metrics: [metric] }))).toEqual([]);
      const own = { ...metric, labels: { code: "any", [label]: "any" } };
      expect(rulesOf({ ratio }, catalogueOf({ metrics: [own] }))).toEqual([`warning target-label ${label}`]);
    },
  );

  it.each([
    ["a probe's target", { probe: { gauge: 'alive{job="public", instance="a"}' } }],
    [
      "what a prober says of its target",
      { condition: { gauge: 'probe_ssl_earliest_cert_expiry{job="public"}', op: ">", threshold: 1 } },
    ],
    [
      "what Prometheus says of its target",
      { condition: { gauge: 'up{job="shop", namespace="a"}', op: ">", threshold: 0 } },
    ],
    ["what rules have recorded", { ratio: { bad: 'job:errors:rate{job="a"}', total: 'job:requests:rate{job="a"}' } }],
    [
      "names that only begin or end so",
      { ratio: { bad: 'a_total{exported_job="a", job_name="b", code="5"}', total: 'a_total{jobs="a"}' } },
    ],
  ])("is fine on %s", (_, indicator) => {
    expect(rulesOf(indicator).filter((rule) => rule.includes("target-label"))).toEqual([]);
  });

  it("is found wherever the indicator has a selector", () => {
    const latency = { histogram: 'seconds{pod="a"}', threshold: "200ms" };
    const promql = {
      bad: 'sum(rate(a_total{node!="x"}[$window]))',
      total: 'sum(rate(b_total{endpoint=~"web.*"}[$window]))',
    };
    expect(rulesOf({ latency })).toEqual(["warning target-label pod"]);
    expect(rulesOf({ promql })).toEqual(["warning target-label node", "warning target-label endpoint"]);
  });
});
