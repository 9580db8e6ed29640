import { join } from "node:path";
import type { Finding } from "../../foundation/findings/finding.ts";
import { loadSchema } from "../../foundation/findings/schema.ts";
import { YamlSource } from "../../foundation/findings/yaml-source.ts";
import type { DeclaredMetric, LabelValues, MetricType } from "../model/metric-catalogue.ts";

interface WrittenMetrics {
  readonly target_labels?: readonly string[];
  readonly metrics: readonly {
    readonly name: string;
    readonly type: MetricType;
    readonly unit?: string;
    readonly help: string;
    readonly labels?: Readonly<Record<string, LabelValues>>;
    readonly buckets?: readonly number[];
  }[];
}

const schema = loadSchema<WrittenMetrics>(join(import.meta.dirname, "metrics.schema.json"));

/** Reads the text of a metric declaration file. */
export function readMetrics(path: string, text: string): { metrics: DeclaredMetric[]; findings: Finding[] } {
  const source = YamlSource.parse(path, text);
  if (Array.isArray(source)) return { metrics: [], findings: source };
  const checked = schema.check(source);
  if ("findings" in checked) return { metrics: [], findings: checked.findings };
  const findings: Finding[] = [];
  const names = new Set<string>();
  const targetLabels = (checked.value.target_labels ?? []).map((label): [string, LabelValues] => [label, "any"]);
  const metrics = checked.value.metrics.map((written, index): DeclaredMetric => {
    const report = (key: string, message: string, help: string): void => {
      findings.push(source.diagnose("invalid-value", source.span(["metrics", index, key]), message, help));
    };
    if (names.has(written.name)) report("name", `\`${written.name}\` is declared twice`, "Keep one of the two.");
    names.add(written.name);
    const buckets = written.buckets ?? [];
    if (buckets.some((bound, place) => bound <= (buckets[place - 1] ?? Number.NEGATIVE_INFINITY))) {
      report("buckets", "the buckets are not ascending", "Sort the bounds.");
    }
    return { ...written, buckets, labels: new Map([...targetLabels, ...Object.entries(written.labels ?? {})]) };
  });
  return { metrics, findings };
}
