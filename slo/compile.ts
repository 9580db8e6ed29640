import type { FleetFacts } from "../dashboards/index.ts";
import { formatDuration } from "./promql/duration.ts";
import type { Compilation, OutputFile, TargetOutput } from "./targets/target.ts";

type Target = (compilation: Compilation) => TargetOutput;

/** Each target is loaded when it is asked for: a small rule file should not wait for the dashboard SDK. */
const TARGETS = {
  prometheus: async () => lossless((await import("./targets/prometheus/index.ts")).prometheus),
  "prometheus-operator": async () => lossless((await import("./targets/prometheus/index.ts")).prometheusOperator),
  mimir: async () => lossless((await import("./targets/prometheus/index.ts")).mimir),
  grafana: async () => {
    const { dashboards } = await import("../dashboards/index.ts");
    return lossless((compilation) => under("grafana", dashboards(fleetFacts(compilation))));
  },
  alertmanager: async () => lossless((await import("./targets/alertmanager/index.ts")).alertmanager),
  "cloud-monitoring": async () => (await import("./targets/cloud-monitoring/index.ts")).cloudMonitoring,
} as const satisfies Record<string, () => Promise<Target>>;

export type TargetName = keyof typeof TARGETS;

export const TARGET_NAMES = Object.keys(TARGETS).filter(isTargetName);

export function isTargetName(name: string): name is TargetName {
  return name in TARGETS;
}

/** Compiles checked SLOs for one target. */
export async function compile(target: TargetName, compilation: Compilation): Promise<TargetOutput> {
  return (await TARGETS[target]())(compilation);
}

function lossless(files: (compilation: Compilation) => Iterable<OutputFile>): Target {
  return (compilation) => ({ files: files(compilation), losses: [] });
}

function* under(folder: string, files: Iterable<OutputFile>): Generator<OutputFile> {
  for (const { path, text } of files) yield { path: `${folder}/${path}`, text };
}

/** What the dashboards need to know of the SLOs before they see their series. */
function fleetFacts({ slos, platform }: Compilation): FleetFacts {
  const { consoleUrl, prometheusUrl, tempoUrl } = platform;
  return {
    burnRates: slos.flatMap((slo) =>
      slo.alerts.flatMap((alert) => alert.tiers.map((tier) => tier.burnRate.round(2).toNumber())),
    ),
    splitLabels: slos.flatMap((slo) => slo.by),
    scrapeInterval: formatDuration(platform.scrapeInterval),
    consoleUrl,
    prometheusUrl,
    ...(tempoUrl === undefined ? {} : { tempoUrl }),
  };
}
