import type { ComparisonOperator } from "../model/indicator.ts";
import { printMatching } from "../promql/print.ts";
import { quote } from "../promql/string-literal.ts";
import type { Aggregate, Binary, Call, Expression, Selector, VectorMatching } from "../promql/syntax.ts";
import { type Labels, rateOver, type SeriesStore } from "./series-store.ts";

/** The state of the world at one evaluation. */
export interface Moment {
  readonly store: SeriesStore;
  /** Unix milliseconds. */
  readonly at: number;
  /** Seconds since the last evaluation, of which counters tell the events. */
  readonly elapsed: number;
}

export interface Element {
  readonly labels: Labels;
  readonly value: number;
}

/** A number, or an instant vector. */
export type Value = number | readonly Element[];

export type Evaluate = (moment: Moment) => Value;

/** The engine cannot evaluate this expression; Prometheus can. */
export class UnsupportedExpression extends Error {}

/** The series of this moment do not fit the expression: Prometheus would refuse to evaluate it too. */
export class EvaluationError extends Error {}

/**
 * Makes an expression ready to be evaluated at every scrape. What definitions use of PromQL: selectors, rate and increase, sums and
 * their like, arithmetic, comparisons and a few functions. Throws UnsupportedExpression for the rest, so that it is told at the start.
 */
export function compileExpression(expression: Expression): Evaluate {
  switch (expression.kind) {
    case "number": {
      const value = numberOf(expression.text);
      return () => value;
    }
    case "window":
      // Over `$window` events are those since the last evaluation.
      return ({ elapsed }) => elapsed;
    case "parenthesis":
      return compileExpression(expression.of);
    case "unary": {
      const of = compileExpression(expression.of);
      return expression.operator === "-" ? (moment) => mapValue(of(moment), (value) => -value) : of;
    }
    case "selector":
      return ({ store, at }) => store.select(expression, at).map(({ labels, value }) => ({ labels, value }));
    case "call":
      return compileCall(expression);
    case "aggregate":
      return compileAggregate(expression);
    case "binary":
      return compileBinary(expression);
    default:
      throw new UnsupportedExpression(`${WHAT[expression.kind]} cannot be evaluated here`);
  }
}

const WHAT: Readonly<Record<"matrix" | "subquery" | "modified" | "string", string>> = {
  matrix: "a range outside of rate() and increase()",
  subquery: "a subquery",
  modified: "`offset` or `@`",
  string: "a text",
};

const FUNCTIONS: Readonly<Record<string, (value: number, ...others: number[]) => number>> = {
  abs: Math.abs,
  ceil: Math.ceil,
  floor: Math.floor,
  exp: Math.exp,
  ln: Math.log,
  sqrt: Math.sqrt,
  clamp_min: (value, least = Number.NaN) => Math.max(value, least),
  clamp_max: (value, most = Number.NaN) => Math.min(value, most),
  clamp: (value, least = Number.NaN, most = Number.NaN) => Math.min(Math.max(value, least), most),
};

function compileCall({ function: name, arguments: given }: Call): Evaluate {
  const [first] = given;
  if (name === "time") return ({ at }) => at / 1_000;
  if (name === "rate" || name === "increase") {
    if (first?.kind !== "matrix") throw new UnsupportedExpression(`${name}() of a subquery cannot be evaluated here`);
    return growth(first.selector, first.range, name === "increase");
  }
  if (name === "vector" && first !== undefined) {
    const of = compileExpression(first);
    return (moment) => [{ labels: {}, value: scalar(of(moment)) }];
  }
  const apply = FUNCTIONS[name];
  if (apply === undefined || first === undefined)
    throw new UnsupportedExpression(`the function ${name}() cannot be evaluated here`);
  const [of, ...others] = given.map(compileExpression);
  return (moment) => {
    const numbers = others.map((other) => scalar(other(moment)));
    return mapValue(of?.(moment) ?? [], (value) => apply(value, ...numbers));
  };
}

/** Over `$window` a rate is of the time since the last evaluation: the engine sums increases and needs no window to catch them. */
function growth(selector: Selector, range: number | "$window", isIncrease: boolean): Evaluate {
  return ({ store, at, elapsed }) =>
    store.select(selector, at).flatMap((series): Element[] => {
      if (range !== "$window") {
        const rate = rateOver(series, range);
        return rate === undefined ? [] : [{ labels: series.labels, value: isIncrease ? (rate * range) / 1_000 : rate }];
      }
      if (series.increase === undefined || elapsed <= 0) return [];
      return [{ labels: series.labels, value: isIncrease ? series.increase : series.increase / elapsed }];
    });
}

const AGGREGATES: Readonly<Record<string, (values: readonly number[]) => number>> = {
  sum: (values) => values.reduce((sum, value) => sum + value, 0),
  min: (values) => values.reduce((least, value) => Math.min(least, value)),
  max: (values) => values.reduce((most, value) => Math.max(most, value)),
  avg: (values) => values.reduce((sum, value) => sum + value, 0) / values.length,
  count: (values) => values.length,
  group: () => 1,
};

function compileAggregate({ operator, grouping, arguments: given }: Aggregate): Evaluate {
  const aggregate = AGGREGATES[operator];
  const [first] = given;
  if (aggregate === undefined || first === undefined || given.length > 1)
    throw new UnsupportedExpression(`the aggregation ${operator} cannot be evaluated here`);
  const of = compileExpression(first);
  const named = new Set(grouping?.labels ?? []);
  const isBy = grouping?.mode !== "without";
  return (moment) => {
    const groups = new Map<string, { labels: Labels; values: number[] }>();
    for (const { labels, value } of vector(of(moment))) {
      const kept = keep(labels, (name) => named.has(name) === isBy);
      const key = keyOf(kept);
      const group = groups.get(key);
      if (group === undefined) groups.set(key, { labels: kept, values: [value] });
      else group.values.push(value);
    }
    return Array.from(groups.values(), ({ labels, values }) => ({ labels, value: aggregate(values) }));
  };
}

const ARITHMETIC: Readonly<Record<string, (left: number, right: number) => number>> = {
  "+": (left, right) => left + right,
  "-": (left, right) => left - right,
  "*": (left, right) => left * right,
  "/": (left, right) => left / right,
  "%": (left, right) => left % right,
  "^": (left, right) => left ** right,
};
export const COMPARISONS = {
  "==": (left, right) => left === right,
  "!=": (left, right) => left !== right,
  "<": (left, right) => left < right,
  "<=": (left, right) => left <= right,
  ">": (left, right) => left > right,
  ">=": (left, right) => left >= right,
} as const satisfies Record<ComparisonOperator, (left: number, right: number) => boolean>;

function compileBinary({ operator, bool, matching, left: before, right: after }: Binary): Evaluate {
  const [left, right] = [compileExpression(before), compileExpression(after)];
  const { keyed, combine } = matchingOf(matching);
  if (operator === "and" || operator === "or" || operator === "unless") {
    return (moment) => {
      const [ours, theirs] = [vector(left(moment)), vector(right(moment))];
      const keys = new Set(theirs.map(({ labels }) => keyed(labels)));
      if (operator !== "or") return ours.filter(({ labels }) => keys.has(keyed(labels)) === (operator === "and"));
      const own = new Set(ours.map(({ labels }) => keyed(labels)));
      return [...ours, ...theirs.filter(({ labels }) => !own.has(keyed(labels)))];
    };
  }
  const comparison = Object.entries(COMPARISONS).find(([name]) => name === operator)?.[1];
  const arithmetic = ARITHMETIC[operator];
  const apply = (a: number, b: number): number | undefined => {
    if (comparison === undefined) return arithmetic?.(a, b);
    return bool ? Number(comparison(a, b)) : comparison(a, b) ? a : undefined;
  };
  if (comparison === undefined && arithmetic === undefined)
    throw new UnsupportedExpression(`the operator ${operator} cannot be evaluated here`);
  return (moment) => {
    const [a, b] = [left(moment), right(moment)];
    if (typeof a === "number" && typeof b === "number") return apply(a, b) ?? Number.NaN;
    if (typeof b === "number") return each(vector(a), (value) => apply(value, b));
    if (typeof a === "number") {
      // A comparison keeps the vector's value, on whichever side it stands.
      return each(b, (value) => {
        const result = apply(a, value);
        return result !== undefined && comparison !== undefined && !bool ? value : result;
      });
    }
    return combine(a, b, apply);
  };
}

interface Matching {
  /** Equal for elements that find each other. */
  readonly keyed: (labels: Labels) => string;
  readonly combine: (
    many: readonly Element[],
    one: readonly Element[],
    apply: (left: number, right: number) => number | undefined,
  ) => Element[];
}

/**
 * How two vectors find each other: `on (a, b)`, `ignoring (a)`, or all labels; `group_left` lets several of the left side find one of the
 * right. Throws where Prometheus does (https://prometheus.io/docs/prometheus/latest/querying/operators/#vector-matching): a sum that takes
 * one of two matches would be right by chance.
 */
function matchingOf(written: VectorMatching = { mode: "ignoring", labels: [] }): Matching {
  const { mode, labels: given, group } = written;
  if (group !== undefined && (group.many === "right" || group.labels.length > 0))
    throw new UnsupportedExpression(`\`${printMatching(written)}\` cannot be evaluated here`);
  const names = new Set(given);
  const isOn = mode === "on";
  const isGrouped = group !== undefined;
  const matched = (labels: Labels): Labels => keep(labels, (name) => names.has(name) === isOn);
  const keyed = (labels: Labels): string => keyOf(matched(labels));
  const combine: Matching["combine"] = (many, one, apply) => {
    if (many.length === 0 || one.length === 0) return [];
    const values = new Map<string, number>();
    for (const { labels, value } of one) {
      const key = keyed(labels);
      if (values.has(key)) throw new EvaluationError(`several series on the right side match ${shown(labels)}`);
      values.set(key, value);
    }
    const found = new Set<string>();
    return many.flatMap(({ labels, value }) => {
      const key = keyed(labels);
      const other = values.get(key);
      const result = other === undefined ? undefined : apply(value, other);
      if (result === undefined) return [];
      if (isGrouped) return [{ labels, value: result }];
      if (found.has(key)) throw new EvaluationError(`several series on the left side match ${shown(labels)}`);
      found.add(key);
      return [{ labels: matched(labels), value: result }];
    });
  };
  const shown = (labels: Labels): string =>
    `{${Object.entries(matched(labels))
      .map(([name, value]) => `${name}=${quote(value)}`)
      .join(", ")}}`;
  return { keyed, combine };
}

/** The same for the same labels, in whatever order they stand. */
export function keyOf(labels: Labels): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function keep(labels: Labels, isKept: (name: string) => boolean): Labels {
  return Object.fromEntries(Object.entries(labels).filter(([name]) => isKept(name)));
}

/** The elements of a vector; a number is none. */
export function vector(value: Value): readonly Element[] {
  return typeof value === "number" ? [] : value;
}

function scalar(value: Value): number {
  return typeof value === "number" ? value : Number.NaN;
}

function each(elements: readonly Element[], map: (value: number) => number | undefined): Element[] {
  return elements.flatMap(({ labels, value }) => {
    const result = map(value);
    return result === undefined ? [] : [{ labels, value: result }];
  });
}

function mapValue(value: Value, map: (value: number) => number): Value {
  return typeof value === "number" ? map(value) : each(value, map);
}

function numberOf(text: string): number {
  const plain = text.toLowerCase().replaceAll("_", "");
  if (/^[+-]?inf$/.test(plain)) return plain.startsWith("-") ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
  return Number(plain);
}
