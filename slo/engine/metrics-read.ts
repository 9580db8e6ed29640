import { expressionsOf, type Indicator } from "../model/indicator.ts";
import type { Slo } from "../model/slo.ts";
import { walk } from "../promql/walk.ts";

/** The series names that indicators read, each with the longest range (milliseconds) that is asked of it. */
export function metricsRead(slos: readonly Pick<Slo, "indicator">[]): Map<string, number> {
  const ranges = new Map<string, number>();
  const read = (name: string, range: number): void => void ranges.set(name, Math.max(range, ranges.get(name) ?? 0));
  for (const { indicator } of slos) {
    for (const [name, range] of namesOf(indicator)) read(name, range);
  }
  return ranges;
}

function namesOf(indicator: Indicator): Array<readonly [name: string, range: number]> {
  if (indicator.kind === "latency") {
    const { metric } = indicator.histogram;
    return [`${metric}_count`, `${metric}_bucket`].map((name) => [name, 0]);
  }
  return Object.values(expressionsOf(indicator)).flatMap((expression) =>
    [...walk(expression)].flatMap((node): Array<readonly [string, number]> => {
      if (node.kind === "selector") return [[node.metric, 0]];
      if (node.kind === "matrix") return [[node.selector.metric, node.range === "$window" ? 0 : node.range]];
      return [];
    }),
  );
}
