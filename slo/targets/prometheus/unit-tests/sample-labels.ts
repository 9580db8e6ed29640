import type { MetricCatalogue } from "../../../model/metric-catalogue.ts";
import { passes } from "../../../promql/matcher-regex.ts";
import type { Matcher, Selector } from "../../../promql/syntax.ts";

export type SampleLabels = Readonly<Record<string, string>>;

/**
 * Labels of a series that every selector of `inside` selects and `outside` (if given) does not, with a value for each label of `present`.
 * Undefined when none is found among the values that the metric declares and those its matchers spell out.
 */
export function sampleLabels(
  inside: readonly Selector[],
  outside: Selector | undefined,
  present: readonly string[],
  catalogue: MetricCatalogue,
): SampleLabels | undefined {
  const matchers = inside.flatMap((selector) => selector.matchers);
  const all = [...matchers, ...(outside?.matchers ?? [])];
  const names = new Set([...present, ...all.map((matcher) => matcher.label)]);
  const metrics = inside.map((selector) => selector.metric);
  const labels: Record<string, string> = {};
  const candidates = new Map<string, string[]>();
  for (const name of names) {
    const fitting = candidateValues(name, metrics, all, catalogue).filter((value) =>
      matchers.every((matcher) => matcher.label !== name || passes(matcher, value)),
    );
    candidates.set(name, fitting);
    const [first] = fitting;
    if (first === undefined) return undefined;
    labels[name] = first;
  }
  if (outside === undefined || outside.matchers.some((matcher) => !passes(matcher, labels[matcher.label] ?? "")))
    return labels;
  for (const matcher of outside.matchers) {
    const outsider = candidates.get(matcher.label)?.find((value) => !passes(matcher, value));
    if (outsider !== undefined) return { ...labels, [matcher.label]: outsider };
  }
  return undefined;
}

function candidateValues(
  label: string,
  metrics: readonly string[],
  matchers: readonly Matcher[],
  catalogue: MetricCatalogue,
): string[] {
  const declared = metrics.flatMap((metric) => catalogue.series(metric)?.metric.labels.get(label) ?? []);
  const closed = declared.filter((value) => value !== "any");
  if (closed.length > 0 && closed.length === declared.length) return closed;
  const spelled = matchers
    .filter((matcher) => matcher.label === label)
    .flatMap(({ operator, value }) => (operator.endsWith("~") ? spellings(value) : [value]));
  return [...spelled, "other", "200", "2"];
}

/** Some texts that a simple regular expression matches: each alternative with its classes and wildcards filled in. */
function spellings(pattern: string): string[] {
  return pattern
    .replace(/^\^?\(?(?:\?:)?|\)?\$?$/g, "")
    .split("|")
    .map((alternative) =>
      alternative
        .replace(/\[(?:\^?)(\\?.)[^\]]*\]/g, "$1")
        .replace(/\\d/g, "0")
        .replace(/\.[*+]/g, "x")
        .replace(/[*+?]/g, "")
        .replace(/(?<!\\)\./g, "0")
        .replace(/\\/g, ""),
    );
}
