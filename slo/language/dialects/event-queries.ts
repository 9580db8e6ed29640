import { expressionsOf, type LatencyIndicator } from "../../model/indicator.ts";
import type { Slo } from "../../model/slo.ts";
import { printExpression, printSelector } from "../../promql/print.ts";
import type { Selector } from "../../promql/syntax.ts";
import { walk } from "../../promql/walk.ts";

/** What an SLO counts, as PromQL over a window that a tool writes in its own way. */
export interface EventQueries {
  readonly counted: "bad" | "good";
  /** The bad or the good events, as `counted` says. */
  readonly part: string;
  readonly total: string;
}

/** The queries of an SLO, in which `window` stands for the window; undefined when a number of seconds stands for it somewhere. */
export function eventQueries(slo: Slo, window: string): EventQueries | undefined {
  const { indicator } = slo;
  const isNumber = Object.values(expressionsOf(indicator)).some((of) =>
    [...walk(of)].some(({ kind }) => kind === "window"),
  );
  if (isNumber) return undefined;
  const sum = (expression: string): string => summed(slo, expression);
  const rate = (selector: string): string => sum(`rate(${selector}[${window}])`);
  switch (indicator.kind) {
    case "ratio":
      return {
        counted: indicator.counted,
        part: rate(printSelector(indicator.part)),
        total: rate(printSelector(indicator.total)),
      };
    case "latency": {
      const { histogram, threshold, native } = indicator;
      if (!native)
        return { counted: "good", part: rate(bucketOf(indicator)), total: rate(printSelector(countOf(histogram))) };
      const count = `histogram_count(${rate(printSelector(histogram))})`;
      const fast = `histogram_fraction(-Inf, ${threshold.toFixed()}, ${rate(printSelector(histogram))})`;
      return { counted: "bad", part: `${count} * (1 - ${fast})`, total: count };
    }
    case "probe": {
      const gauge = `${printSelector(indicator.gauge)}[${window}]`;
      return { counted: "good", part: sum(`sum_over_time(${gauge})`), total: sum(`count_over_time(${gauge})`) };
    }
    case "condition": {
      const known = `((${printExpression(indicator.gauge, window)}) >= -Inf)`;
      const holds = `${known} ${indicator.operator} bool ${indicator.threshold.toFixed()}`;
      return {
        counted: "good",
        part: sum(`sum_over_time((${holds})[${window}:])`),
        total: sum(`count_over_time(${known}[${window}:])`),
      };
    }
    case "promql":
      return {
        counted: "bad",
        part: printExpression(indicator.bad, window),
        total: printExpression(indicator.total, window),
      };
  }
}

/** `sum by (region) (…)`, or `sum(…)`. */
export function summed({ by }: Pick<Slo, "by">, expression: string): string {
  return by.length === 0 ? `sum(${expression})` : `sum by (${by.join(", ")}) (${expression})`;
}

export function countOf(histogram: Selector): Selector {
  return { ...histogram, metric: `${histogram.metric}_count` };
}

/** The observations within the threshold; a whole number of seconds is a bound that Prometheus 3 writes with `.0`. */
function bucketOf({ histogram, threshold }: LatencyIndicator): string {
  const bound = threshold.toFixed();
  const le = bound.includes(".")
    ? ({ label: "le", operator: "=", value: bound } as const)
    : ({ label: "le", operator: "=~", value: `${bound}|${bound}\\.0` } as const);
  return printSelector({ ...histogram, metric: `${histogram.metric}_bucket` }, le);
}
