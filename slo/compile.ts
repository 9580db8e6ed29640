import type { FleetFacts } from "../dashboards/index.ts";
import { tierFigures } from "./model/tier-figures.ts";
import { formatDuration } from "./promql/duration.ts";
import { type Compilation, NOTHING, type Output, outputsOf, type Target } from "./targets/target.ts";

/** Each target is loaded when it is asked for: a small rule file should not wait for the dashboard SDK. */
const TARGETS = {
  prometheus: async () => (await import("./targets/prometheus/index.ts")).prometheus,
  "prometheus-operator": async () => (await import("./targets/prometheus/index.ts")).prometheusOperator,
  mimir: async () => (await import("./targets/prometheus/index.ts")).mimir,
  grafana: async () => grafana((await import("../dashboards/index.ts")).dashboards),
  alertmanager: async () => (await import("./targets/alertmanager/index.ts")).alertmanager,
  "cloud-monitoring": async () => (await import("./targets/cloud-monitoring/index.ts")).cloudMonitoring,
} as const satisfies Record<string, () => Promise<Target>>;

export type TargetName = keyof typeof TARGETS;

export const TARGET_NAMES = Object.keys(TARGETS).filter(isTargetName);

export function isTargetName(name: string): name is TargetName {
  return name in TARGETS;
}

/** Compiles checked SLOs for one target: what each service becomes, made as it is asked for, and at last what stands once for all. */
export async function compile(name: TargetName, compilation: Compilation): Promise<Iterable<Output>> {
  return outputsOf(await TARGETS[name](), compilation);
}

function grafana(dashboards: (facts: FleetFacts) => { path: string; text: string }[]): Target {
  return {
    ofService: () => NOTHING,
    ofAll: (all) => ({
      files: dashboards(fleetFacts(all)).map(({ path, text }) => ({ path: `grafana/${path}`, format: "text", text })),
      losses: [],
    }),
  };
}

/** What the dashboards need to know of the SLOs before they see their series. */
function fleetFacts({ slos, platform }: Compilation): FleetFacts {
  const { consoleUrl, prometheusUrl, tempoUrl } = platform;
  return {
    burnRates: slos.flatMap((slo) => {
      const { burnRate } = tierFigures(slo);
      return slo.alerts.flatMap(({ tiers }) => tiers.map(burnRate));
    }),
    splitLabels: slos.flatMap((slo) => slo.by),
    scrapeInterval: formatDuration(platform.scrapeInterval),
    consoleUrl,
    prometheusUrl,
    ...(tempoUrl === undefined ? {} : { tempoUrl }),
  };
}
