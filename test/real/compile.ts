import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { compile, MetricCatalogue, readDefinitions, type Slo, type TargetName } from "../../slo/index.ts";

/** What these worlds are compiled for. */
export const PLATFORM = {
  scrapeInterval: 15_000,
  period: 30 * 86_400_000,
  consoleUrl: "https://console.example",
  grafanaUrl: "https://grafana.example",
  routerUrl: "http://127.0.0.1:8080",
  prometheusUrl: "http://prometheus.example:9090",
  tempoUrl: undefined,
  metrics: [],
  cloud: undefined,
};

/** Compiles a definition for one target into a folder; returns the SLOs and the paths that were written. Throws at the first finding. */
export async function compileInto(
  folder: string,
  definition: string,
  target: TargetName = "prometheus",
): Promise<{ slos: Slo[]; paths: string[] }> {
  const catalogue = new MetricCatalogue([]);
  const { slos, findings } = readDefinitions([{ path: "definition.yaml", text: definition }], {
    config: PLATFORM,
    catalogue,
  });
  if (findings[0] !== undefined) throw new Error(`line ${findings[0].line}: ${findings[0].message}`);
  const { files } = await compile(target, { slos, platform: PLATFORM, catalogue });
  const paths = Array.from(files, ({ path, text }) => {
    const place = join(folder, path);
    mkdirSync(dirname(place), { recursive: true });
    writeFileSync(place, text);
    return place;
  });
  return { slos, paths };
}
