import { broken } from "../model/indicator.ts";
import type { Slo } from "../model/slo.ts";
import type { Selector } from "../promql/syntax.ts";
import {
  COMPARISONS,
  compileExpression,
  type Element,
  keep,
  keyOf,
  type Moment,
  UnsupportedExpression,
  vector,
} from "./evaluate-expression.ts";
import type { Labels, Series } from "./series-store.ts";

/** What was counted since the last evaluation, for one combination of `by` values. */
export interface Events {
  readonly group: Labels;
  readonly total: number;
  readonly bad: number;
}

export type CountEvents = (moment: Moment) => ReadonlyMap<string, Events>;

/**
 * Makes ready to count an SLO's events at every scrape, as the compiled rules count them: a series that was never seen counted nothing,
 * wherever there is a total; a condition and a probe count seconds. Throws UnsupportedExpression.
 */
export function countEvents({ indicator, by }: Pick<Slo, "indicator" | "by">): CountEvents {
  const names = new Set(by);
  const sum = (elements: Iterable<Element>): Map<string, Element> => {
    const groups = new Map<string, Element>();
    for (const { labels, value } of elements) {
      const group = keep(labels, (name) => names.has(name));
      const key = keyOf(group);
      groups.set(key, { labels: group, value: value + (groups.get(key)?.value ?? 0) });
    }
    return groups;
  };
  const grown = (selector: Selector) => {
    return ({ store, at }: Moment) => sum(increases(store.select(selector, at)));
  };
  switch (indicator.kind) {
    case "ratio": {
      const [total, part] = [grown(indicator.total), grown(indicator.part)];
      return (moment) => join(total(moment), part(moment), indicator.counted === "good");
    }
    case "latency": {
      if (indicator.native)
        throw new UnsupportedExpression("a native histogram cannot be read: the text format does not carry it");
      const named = (end: string): Selector => ({
        ...indicator.histogram,
        metric: `${indicator.histogram.metric}_${end}`,
      });
      const threshold = indicator.threshold.toNumber();
      const [count, bucket] = [named("count"), named("bucket")];
      const series = ({ le: _, ...labels }: Labels): string => keyOf(labels);
      return ({ store, at }) => {
        const within = store.select(bucket, at).filter(({ labels }) => Number(labels["le"]) === threshold);
        // Without its bucket nobody knows what of a histogram was bad.
        const counted = new Set(within.map(({ labels }) => series(labels)));
        const total = store.select(count, at).filter(({ labels }) => counted.has(series(labels)));
        return join(sum(increases(total)), sum(increases(within)), true);
      };
    }
    case "probe": {
      const { gauge } = indicator;
      return (moment) => {
        const elements = moment.store.select(gauge, moment.at).filter(({ value }) => !Number.isNaN(value));
        return join(
          sum(elements.map(({ labels }) => ({ labels, value: moment.elapsed }))),
          sum(elements.map(({ labels, value }) => ({ labels, value: (1 - value) * moment.elapsed }))),
        );
      };
    }
    case "condition": {
      const gauge = compileExpression(indicator.gauge);
      const compare = COMPARISONS[broken(indicator.operator)];
      const threshold = indicator.threshold.toNumber();
      return (moment) => {
        const known = vector(gauge(moment)).filter(({ value }) => !Number.isNaN(value));
        const seconds = (elements: readonly Element[]) =>
          sum(elements.map(({ labels }) => ({ labels, value: moment.elapsed })));
        return join(seconds(known), seconds(known.filter(({ value }) => compare(value, threshold))));
      };
    }
    case "promql": {
      const [total, bad] = [compileExpression(indicator.total), compileExpression(indicator.bad)];
      const events = (value: ReturnType<typeof total>, { elapsed }: Moment) =>
        sum(
          vector(value)
            .filter(({ value: rate }) => rate >= 0)
            .map(({ labels, value: rate }) => ({ labels, value: rate * elapsed })),
        );
      return (moment) => join(events(total(moment), moment), events(bad(moment), moment));
    }
  }
}

/** What series counted since the scrape before; a series of which that is not known is left out. */
function increases(series: readonly Series[]): Element[] {
  return series.flatMap(({ labels, increase }) => (increase === undefined ? [] : [{ labels, value: increase }]));
}

/** Bad events beside the total of their group; the total less what was good when `isGood`. */
function join(
  total: ReadonlyMap<string, Element>,
  part: ReadonlyMap<string, Element>,
  isGood = false,
): ReadonlyMap<string, Events> {
  const events = new Map<string, Events>();
  for (const [key, { labels, value }] of total) {
    const counted = part.get(key)?.value ?? 0;
    events.set(key, { group: labels, total: value, bad: isGood ? Math.max(0, value - counted) : counted });
  }
  return events;
}
