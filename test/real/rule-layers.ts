import type { Rule } from "./rule-files.ts";
import { selectorsIn } from "./selectors.ts";

/**
 * Sorts rules so that each reads only scraped series and series of earlier layers. Throws when rules read each other in a circle,
 * or when a rule reads what its own group records only further down: Prometheus would show it the evaluation before.
 */
export function layersOf(rules: readonly Rule[]): Rule[][] {
  const dependencies = dependenciesOf(rules);
  const layers: Rule[][] = [];
  const placed = new Set<Rule>();
  while (placed.size < rules.length) {
    const layer = rules.filter(
      (rule) => !placed.has(rule) && dependencies.get(rule)?.every((each) => placed.has(each)),
    );
    if (layer.length === 0) {
      const circle = rules.filter((rule) => !placed.has(rule)).map((rule) => `${rule.group.name}: ${rule.name}`);
      throw new Error(`these rules read each other in a circle:\n${circle.join("\n")}`);
    }
    for (const rule of layer) placed.add(rule);
    layers.push(layer);
  }
  return layers;
}

function dependenciesOf(rules: readonly Rule[]): Map<Rule, Rule[]> {
  const recorders = Map.groupBy(
    rules.filter((rule) => rule.kind === "record"),
    (rule) => rule.name,
  );
  return new Map(
    rules.map((rule) => {
      const read = selectorsIn(rule.expression).flatMap(({ name, equal }) =>
        (recorders.get(name) ?? []).filter((recorder) => mayMatch(recorder, equal)),
      );
      const later = read.find((other) => other.group === rule.group && other.position >= rule.position);
      if (later !== undefined) {
        throw new Error(`${rule.group.name}: ${rule.name} reads ${later.name}, which its group records only later`);
      }
      return [rule, read];
    }),
  );
}

/** A recorder without the label may still yield it from its expression. */
function mayMatch(recorder: Rule, equal: ReadonlyMap<string, string>): boolean {
  return [...equal].every(([label, value]) => (recorder.labels[label] ?? value) === value);
}
