import Big from "big.js";
import type { Finding } from "../../../foundation/findings/finding.ts";
import type { Span } from "../../../foundation/findings/source-text.ts";
import type { YamlPart } from "../../../foundation/findings/yaml-source.ts";
import { inUnit, unitOfName } from "../../model/histogram-unit.ts";
import { formatDuration } from "../../promql/duration.ts";
import { isProblem, parseExpression } from "../../promql/parse.ts";
import { printExpression, printSelector } from "../../promql/print.ts";
import type { Expression, Matcher, Selector } from "../../promql/syntax.ts";
import { DIALECT_RULES } from "./rules.ts";
import { Sourced, type Tree } from "./sourced.ts";
import { SourcedText } from "./sourced-text.ts";

/** An expression over `$window`, and the part of the file that states it. */
export interface Query {
  readonly text: SourcedText;
  readonly at: YamlPart;
}

/** What a dialect counts: the bad or the good events, of all. */
export type Rates = { readonly total: Query } & ({ readonly bad: Query } | { readonly good: Query });

/** An indicator as the native language writes it, and the labels that it keeps apart. */
export interface IndicatorRead {
  readonly indicator: Tree;
  readonly by: Tree;
  readonly findings: readonly Finding[];
}

/**
 * The simplest native indicator that says the same: counters as a `ratio`, buckets of seconds as a `latency`, anything else as
 * `promql`. What does not parse goes through as it is, and is found where every expression is read.
 */
export function indicatorOf(rates: Rates, at: YamlPart): IndicatorRead {
  const total = parsed(rates.total);
  const part = parsed("bad" in rates ? rates.bad : rates.good);
  if (total === undefined || part === undefined) return asPromql(rates, at, undefined);
  if ("good" in rates) return ofGood(rates.good, part, rates, total, at) ?? asPromql(rates, at, total);
  const rest = asDifference(part);
  if (rest !== undefined && same(rest.whole, total)) {
    const simple = ofGood(rates.bad, rest.good, rates, total, at);
    if (simple !== undefined) return simple;
  }
  const [bad, all] = [summedRate(part), summedRate(total)];
  if (bad === undefined || all === undefined || !sameLabels(bad.by, all.by)) return asPromql(rates, at, total);
  return {
    indicator: new Sourced(
      { ratio: { bad: selected(rates.bad, bad.selector), total: selected(rates.total, all.selector) } },
      at,
    ),
    by: byOf(all.by, rates.total.at),
    findings: [],
  };
}

/** Good events as a bucket of a histogram in seconds, or as a counter; undefined when they are neither. */
function ofGood(
  query: Query,
  expression: Expression,
  { total: totalQuery }: Rates,
  total: Expression,
  at: YamlPart,
): IndicatorRead | undefined {
  const [good, all] = [summedRate(expression), summedRate(total)];
  if (good === undefined || all === undefined || !sameLabels(good.by, all.by)) return undefined;
  const isNamedFirst = selectorText(totalQuery, all.selector).text.startsWith(all.selector.metric);
  const latency = isNamedFirst ? latencyOf(good.selector, all.selector) : undefined;
  const ratio = { good: selected(query, good.selector), total: selected(totalQuery, all.selector) };
  const histogram =
    latency === undefined
      ? undefined
      : new Sourced(selectorText(totalQuery, all.selector).edit([{ span: latency.suffix, words: "" }]), totalQuery.at);
  const threshold = latency === undefined ? undefined : new Sourced(latency.threshold, query.at);
  return {
    indicator: new Sourced(histogram === undefined ? { ratio } : { latency: { histogram, threshold } }, at),
    by: byOf(all.by, totalQuery.at),
    findings: [],
  };
}

function asPromql(rates: Rates, at: YamlPart, total: Expression | undefined): IndicatorRead {
  const bad =
    "bad" in rates
      ? rates.bad
      : { text: SourcedText.join("(", rates.total.text, ") - (", rates.good.text, ")"), at: rates.good.at };
  const promql = {
    bad: new Sourced(trimmed(bad.text), bad.at),
    total: new Sourced(trimmed(rates.total.text), rates.total.at),
  };
  const labels = total === undefined ? [] : labelsKept(total);
  const wrong = "the series of this query are not summed";
  const advice = "Sum them, or keep the labels that tell them apart: sum by (…) (…).";
  return {
    indicator: new Sourced({ promql }, at),
    by: byOf(labels ?? [], rates.total.at),
    findings: labels === undefined ? [rates.total.at.finding(DIALECT_RULES["dialect-series"], wrong, advice)] : [],
  };
}

/**
 * A ratio that is bad over all as its two parts, so that events count and not ratios; a ratio of nothing known counts each moment the
 * same, as the tool does that made it.
 */
export function ratesOfRatio(
  ratio: Query,
  isGood: boolean,
  at: YamlPart,
): { rates: Rates; findings: readonly Finding[] } {
  const expression = parsed(ratio);
  const quotient = expression === undefined ? undefined : asQuotient(expression);
  if (quotient !== undefined) {
    const part = { text: ratio.text.slice(quotient.part), at: ratio.at };
    const total = { text: ratio.text.slice(quotient.total), at: ratio.at };
    return { rates: quotient.isRest === isGood ? { bad: part, total } : { good: part, total }, findings: [] };
  }
  const { text } = ratio;
  const bad = isGood ? { text: SourcedText.join("1 - (", text, ")"), at: ratio.at } : ratio;
  const total = { text: SourcedText.join("(", text, ") * 0 + 1"), at: ratio.at };
  const wrong = "this ratio does not say how many events are behind it: each moment counts the same";
  const advice = "Give the bad events and all events, so that a busy hour weighs more than a quiet one.";
  return { rates: { bad, total }, findings: [at.finding(DIALECT_RULES["dialect-weights"], wrong, advice)] };
}

function parsed({ text }: Query): Expression | undefined {
  const expression = parseExpression(text.text);
  return isProblem(expression) ? undefined : withoutFallback(expression);
}

/** `… or vector(0)` says that what was never seen is 0, as every indicator has it here. */
function withoutFallback(expression: Expression): Expression {
  const bare = unparenthesised(expression);
  if (bare.kind !== "binary" || bare.operator !== "or") return bare;
  const { right } = bare;
  const isConstant = right.kind === "call" && right.function === "vector" && right.arguments[0]?.kind === "number";
  return isConstant ? unparenthesised(bare.left) : bare;
}

function unparenthesised(expression: Expression): Expression {
  return expression.kind === "parenthesis" ? unparenthesised(expression.of) : expression;
}

interface SummedRate {
  readonly selector: Selector;
  readonly by: readonly string[];
}

/** `sum by (…) (rate(selector[$window]))`; a quotient of increases is the same as one of rates. */
function summedRate(expression: Expression): SummedRate | undefined {
  const sum = withoutFallback(expression);
  if (sum.kind !== "aggregate" || sum.operator.toLowerCase() !== "sum" || sum.grouping?.mode === "without")
    return undefined;
  const [argument] = sum.arguments;
  const rate = argument === undefined ? undefined : unparenthesised(argument);
  if (rate?.kind !== "call" || (rate.function !== "rate" && rate.function !== "increase")) return undefined;
  const [of] = rate.arguments;
  const range = of === undefined ? undefined : unparenthesised(of);
  if (range?.kind !== "matrix" || range.range !== "$window") return undefined;
  return { selector: range.selector, by: sum.grouping?.labels ?? [] };
}

/** `whole - good`. */
function asDifference(expression: Expression): { whole: Expression; good: Expression } | undefined {
  if (expression.kind !== "binary" || expression.operator !== "-" || expression.matching !== undefined)
    return undefined;
  return { whole: unparenthesised(expression.left), good: unparenthesised(expression.right) };
}

/** `part / total`, or what is left of 1 without it. */
function asQuotient(expression: Expression): { part: Expression; total: Expression; isRest: boolean } | undefined {
  if (expression.kind !== "binary") return undefined;
  if (expression.operator === "-" && isNumber(expression.left, 1)) {
    const inner = asQuotient(withoutFallback(expression.right));
    return inner === undefined ? undefined : { ...inner, isRest: !inner.isRest };
  }
  if (expression.operator !== "/" || expression.matching !== undefined) return undefined;
  const [part, total] = [unparenthesised(expression.left), unparenthesised(expression.right)];
  const isPositive = total.kind === "binary" && total.operator === ">" && isNumber(total.right, 0);
  return { part, total: isPositive ? unparenthesised(total.left) : total, isRest: false };
}

function isNumber(expression: Expression, value: number): boolean {
  const bare = unparenthesised(expression);
  return bare.kind === "number" && Number(bare.text) === value;
}

/** A bucket and the count of one histogram of times, as its base name and a threshold. */
function latencyOf(good: Selector, total: Selector): { readonly threshold: string; readonly suffix: Span } | undefined {
  const base = /^(.+)_bucket$/.exec(good.metric)?.[1];
  const le = good.matchers.find(({ label }) => label === "le");
  const unit = base === undefined ? undefined : unitOfName(base);
  const bound = le === undefined ? undefined : boundOf(le);
  if (base === undefined || unit === undefined || total.metric !== `${base}_count` || bound === undefined)
    return undefined;
  const milliseconds = new Big(bound).div(inUnit(1, unit)).toNumber();
  if (!Number.isSafeInteger(milliseconds) || milliseconds <= 0) return undefined;
  const others = { ...good, metric: total.metric, matchers: good.matchers.filter((matcher) => matcher !== le) };
  if (printSorted(others) !== printSorted(total)) return undefined;
  return { threshold: formatDuration(milliseconds), suffix: { from: base.length, to: total.metric.length } };
}

/** The one bound that a matcher selects, in all the ways in which it names it: `1`, `1(\\.0)?`, `1|1\\.0`. */
function boundOf({ operator, value }: Matcher): number | undefined {
  const written = operator === "=" ? [value] : value.replace("(\\.0)?", "").replaceAll("\\.", ".").split("|");
  const bounds = new Set(
    written.map((text) => (/^\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(text) ? Number(text) : Number.NaN)),
  );
  const [bound] = bounds;
  const isOne = bounds.size === 1 && (operator === "=" || operator === "=~");
  return isOne && bound !== undefined && Number.isFinite(bound) ? bound : undefined;
}

function printSorted(selector: Selector): string {
  const matchers = selector.matchers.toSorted((a, b) => (a.label + a.value < b.label + b.value ? -1 : 1));
  return printSelector({ ...selector, matchers });
}

function selected(query: Query, selector: Selector): Sourced {
  return new Sourced(selectorText(query, selector), query.at);
}

function selectorText({ text }: Query, selector: Selector): SourcedText {
  return text.slice(selector);
}

function trimmed(text: SourcedText): SourcedText {
  const { text: all } = text;
  return text.slice({ from: all.length - all.trimStart().length, to: all.trimEnd().length });
}

function byOf(labels: readonly string[], at: YamlPart): Tree {
  return labels.length === 0 ? undefined : new Sourced(labels, at);
}

/** The labels by which the series of an expression are told apart; undefined when nothing sums them. */
function labelsKept(expression: Expression): readonly string[] | undefined {
  switch (expression.kind) {
    case "aggregate":
      return expression.grouping?.mode === "without" ? undefined : (expression.grouping?.labels ?? []);
    case "parenthesis":
    case "unary":
    case "modified":
    case "subquery":
      return labelsKept(expression.of);
    case "binary": {
      const sides = [expression.left, expression.right].filter(({ kind }) => kind !== "number" && kind !== "window");
      return sides[0] === undefined ? [] : labelsKept(sides[0]);
    }
    case "call": {
      if (["vector", "scalar", "time"].includes(expression.function)) return [];
      const vectors = expression.arguments.filter(({ kind }) => kind !== "number" && kind !== "string");
      return vectors[0] === undefined ? [] : labelsKept(vectors[0]);
    }
    case "number":
    case "window":
    case "string":
      return [];
    case "selector":
    case "matrix":
      return undefined;
  }
}

function same(one: Expression, other: Expression): boolean {
  return printExpression(one, 0) === printExpression(other, 0);
}

function sameLabels(one: readonly string[], other: readonly string[]): boolean {
  return one.toSorted().join() === other.toSorted().join();
}
