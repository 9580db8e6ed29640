import { writeFile } from "../../cli/write-output.ts";
import { sound } from "../../foundation/findings/wrong-files.ts";
import {
  type Compilation,
  compile,
  MetricCatalogue,
  readDefinitions,
  type Slo,
  type TargetName,
  TIMING,
} from "../../slo/index.ts";

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

/** For worlds in which weeks pass within a minute: everything every second. */
export const QUICK = {
  ...TIMING,
  fastRules: 1_000,
  slowRules: 1_000,
  groupWait: 1_000,
  groupInterval: 1_000,
  watchdogRepeat: 5_000,
};

/** Compiles a definition for one target into a folder; returns the SLOs and the paths that were written. Throws for what is an error. */
export async function compileInto(
  folder: string,
  definition: string,
  target: TargetName = "prometheus",
  options: Partial<Compilation> = {},
  config: Partial<typeof PLATFORM> & Pick<Compilation["platform"], "labels"> = {},
): Promise<{ slos: readonly Slo[]; paths: string[] }> {
  const catalogue = new MetricCatalogue([]);
  const slos = sound(
    readDefinitions([{ path: "definition.yaml", text: definition }], { config: { ...PLATFORM, ...config }, catalogue }),
  );
  const paths = await writeCompiled(folder, target, { slos, platform: PLATFORM, catalogue, ...options });
  return { slos, paths };
}

/** Writes what a target makes into a folder; returns the paths that were written. */
export async function writeCompiled(folder: string, target: TargetName, compilation: Compilation): Promise<string[]> {
  const outputs = Array.from(await compile(target, compilation));
  return outputs.flatMap(({ files }) => files.map((file) => writeFile(folder, file)));
}
