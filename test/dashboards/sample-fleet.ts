import type { FleetFacts } from "../../dashboards/facts.ts";
import { dashboards } from "../../dashboards/index.ts";
import { readDashboard } from "../../dashboards/lint/dashboard.ts";
import { array, type JsonObject, object } from "../../dashboards/lint/json.ts";

/** A fleet for tests: the default tiers of 30 and of 7 days, and two SLOs that are split. */
export const SAMPLE_FLEET: FleetFacts = {
  burnRates: ["14.4", "13.44", "6", "5.6", "3", "2.8", "1", "0.9333"],
  splitLabels: ["provider", "bank"],
  scrapeInterval: "15s",
  consoleUrl: "https://console.luckygas.example",
  prometheusUrl: "http://prometheus:9090",
  tempoUrl: "http://tempo:3200",
};

/** The sample fleet's dashboards as Grafana parses them. */
export function sampleDashboards(): unknown[] {
  return dashboards(SAMPLE_FLEET)
    .filter(({ path }) => path.endsWith(".json"))
    .map(({ text }) => JSON.parse(text));
}

/** The field configuration of a panel, and of one of its columns or series. */
export function panelNamed(title: string): { defaults: JsonObject; overrides: (field: string) => JsonObject } {
  const panel = sampleDashboards()
    .flatMap((dashboard) => readDashboard(dashboard).panels)
    .find((candidate) => candidate.title === title);
  if (panel === undefined) throw new Error(`no panel is named ${title}`);
  const overrides = array(object(panel.source["fieldConfig"])["overrides"]).map(object);
  return {
    defaults: panel.defaults,
    overrides: (field) => {
      const override = overrides.find(({ matcher }) => object(matcher)["options"] === field);
      const properties = array(override?.["properties"]).map(object);
      return Object.fromEntries(properties.map(({ id, value }) => [String(id), value]));
    },
  };
}
