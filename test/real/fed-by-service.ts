import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { sound } from "../../foundation/findings/wrong-files.ts";
import { MetricCatalogue, readDefinitions, readMetrics, type Slo } from "../../slo/index.ts";
import { PLATFORM as ANY_PLATFORM } from "./compile.ts";

const ROOT = join(import.meta.dirname, "../..");
export const SCRAPE_INTERVAL_MS = 5_000;

export const PLATFORM = { ...ANY_PLATFORM, scrapeInterval: SCRAPE_INTERVAL_MS };

/** The definitions that can be read with the service's metrics alone: those that the service feeds. */
export function fedByService(): { slos: Slo[]; catalogue: MetricCatalogue } {
  const metrics = readMetrics("metrics.yaml", readFileSync(join(ROOT, "service/metrics.yaml"), "utf8"));
  const catalogue = new MetricCatalogue(sound(metrics));
  const folder = join(ROOT, "slo/definitions");
  const texts = readdirSync(folder).map((path) => ({ path, text: readFileSync(join(folder, path), "utf8") }));
  const { value: slos, findings } = readDefinitions(texts, { config: PLATFORM, catalogue });
  const others = new Set(findings.map(({ place }) => place.file));
  return { slos: slos.filter(({ source }) => !others.has(source.file)), catalogue };
}
