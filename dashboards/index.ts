import type { FleetFacts } from "./facts.ts";
import { finish } from "./kit/finish.ts";
import { dashboardProvider, dataSources } from "./provisioning.ts";
import { sloDetail } from "./slo-detail.ts";
import { sloFleet } from "./slo-fleet.ts";

export type { FleetFacts } from "./facts.ts";

/** What Grafana reads at its start: dashboards, and where to find them and Prometheus. The same facts give the same bytes. */
export function dashboards(facts: FleetFacts): { path: string; text: string }[] {
  const sorted: FleetFacts = {
    ...facts,
    burnRates: [...new Set(facts.burnRates)].sort((a, b) => Number(b) - Number(a)),
    splitLabels: [...new Set(facts.splitLabels)].sort(),
  };
  return [
    { path: "dashboards/slo-fleet.json", text: finish(sloFleet(sorted)) },
    { path: "dashboards/slo-detail.json", text: finish(sloDetail(sorted)) },
    { path: "provisioning/dashboards/slo.yaml", text: dashboardProvider() },
    { path: "provisioning/datasources/prometheus.yaml", text: dataSources(sorted) },
  ];
}
