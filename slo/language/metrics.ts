import type { Finding, Read } from "../../foundation/findings/finding.ts";
import { FILE_RULES } from "../../foundation/findings/rules.ts";
import { fileSchema } from "../../foundation/findings/schema.ts";
import { YamlSource } from "../../foundation/findings/yaml-source.ts";
import type { DeclaredMetric, LabelValues } from "../model/metric-catalogue.ts";
import metricsSchema from "./metrics.schema.json" with { type: "json" };
import type { WrittenMetrics } from "./written-metrics.ts";

const schema = fileSchema<WrittenMetrics>(metricsSchema);

/** Reads the text of a metric declaration file. */
export function readMetrics(path: string, text: string): Read<readonly DeclaredMetric[]> {
  const { value: source, findings: unreadable } = YamlSource.parse(path, text);
  if (source === undefined) return { findings: unreadable };
  const written = schema.check(source.value(), source.at());
  if (written.value === undefined) return { findings: written.findings };
  const findings: Finding[] = [];
  const names = new Set<string>();
  const targetLabels = new Set(written.value.target_labels);
  const anyOfTarget = Array.from(targetLabels, (label): [string, LabelValues] => [label, "any"]);
  const metrics = written.value.metrics.map((metric, index): DeclaredMetric => {
    const report = (key: string, what: string, advice: string): void => {
      findings.push(source.at("metrics", index, key).finding(FILE_RULES["invalid-value"], what, advice));
    };
    if (names.has(metric.name)) report("name", `\`${metric.name}\` is declared twice`, "Keep one of the two.");
    names.add(metric.name);
    const buckets = metric.buckets ?? [];
    if (buckets.some((bound, place) => bound <= (buckets[place - 1] ?? Number.NEGATIVE_INFINITY))) {
      report("buckets", "the buckets are not ascending", "Sort the bounds.");
    }
    const labels = new Map([...anyOfTarget, ...Object.entries(metric.labels ?? {})]);
    return { ...metric, buckets, labels, targetLabels };
  });
  return { value: metrics, findings };
}
