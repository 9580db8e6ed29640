import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "vitest";
import { sound } from "../foundation/findings/wrong-files.ts";
import { MetricCatalogue, readConfig, readDefinitions, readMetrics, type Slo } from "../slo/index.ts";
import { expressionsOf } from "../slo/model/indicator.ts";
import type { DeclaredMetric, LabelValues } from "../slo/model/metric-catalogue.ts";
import { selectorsOf } from "../slo/promql/walk.ts";
import { expectGolden } from "./golden.ts";

const ROOT = join(import.meta.dirname, "..");

/** Who declares metrics, in the order of the page. */
const PROGRAMS = {
  "service/metrics.yaml": "The Lucky Gas service",
  "alerts/metrics.yaml": "The alert router",
  "foundation/metrics/metrics.yaml": "Every program's process",
  "collectors/metrics.yaml": "Programs that are not ours",
};

function read(path: string): string {
  return readFileSync(join(ROOT, path), "utf8");
}

/** The names of the metrics that judge an SLO. */
function metricsOf({ indicator }: Slo, catalogue: MetricCatalogue): Set<string> {
  const selectors = Object.values(expressionsOf(indicator)).flatMap(selectorsOf);
  return new Set(selectors.map(({ metric }) => catalogue.series(metric)?.metric.name ?? metric));
}

function section({ name, type, unit, help, labels, buckets }: DeclaredMetric, slos: readonly string[]): string {
  const own = [...labels].filter(([label]) => label !== "job" && label !== "instance");
  const lines = [
    help,
    "",
    `- ${type}${unit === undefined ? "" : `, unit \`${unit}\``}`,
    ...own.map(([label, values]) => `- \`${label}\`: ${shownValues(values)}`),
    ...(buckets.length === 0 ? [] : [`- buckets: ${buckets.join(", ")}`]),
    ...(slos.length === 0 ? [] : [`- read by: ${slos.map((id) => `\`${id}\``).join(", ")}`]),
  ];
  return `### \`${name}\`\n\n${lines.join("\n")}\n`;
}

function shownValues(values: LabelValues): string {
  if (values === "any") return "what the program knows";
  return values.map((value) => (value === "" ? "*empty*" : `\`${value}\``)).join(", ");
}

describe("docs", () => {
  it("metrics.md lists what the programs declare, and who is judged by it", () => {
    const programs = Object.entries(PROGRAMS).map(([path, title]) => ({
      path,
      title,
      metrics: sound(readMetrics(path, read(path))),
    }));
    const catalogue = new MetricCatalogue(programs.flatMap(({ metrics }) => metrics));
    const config = sound(readConfig("slo/config.yaml", read("slo/config.yaml")));
    const paths = readdirSync(join(ROOT, "slo/definitions")).sort();
    const files = paths.map((file) => ({ path: file, text: read(`slo/definitions/${file}`) }));
    const judged = readDefinitions(files, { config, catalogue }).value.map((slo) => ({
      id: slo.id,
      by: metricsOf(slo, catalogue),
    }));
    const readers = (metric: string) => judged.filter(({ by }) => by.has(metric)).map(({ id }) => id);
    const sections = programs.map(({ path, title, metrics }) => {
      const each = metrics.map((metric) => section(metric, readers(metric.name)));
      return `## ${title}\n\nDeclared in \`${path}\`.\n\n${each.join("\n")}`;
    });
    const intro =
      "What the programs expose, and which promises read it. Made from the `metrics.yaml` files, where every name, label and value is\ndeclared; `job` and `instance` are added by the scrape.";
    expectGolden(join(ROOT, "docs/metrics.md"), `# Metrics\n\n${intro}\n\n${sections.join("\n")}`);
  });
});
