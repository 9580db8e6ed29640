import type { Finding, Read } from "../../../../foundation/findings/finding.ts";
import type { YamlPart } from "../../../../foundation/findings/yaml-source.ts";
import { formatDuration, MINUTE } from "../../../promql/duration.ts";
import type { Field } from "../field.ts";
import { type IndicatorRead, indicatorOf, type Query, type Rates, ratesOfRatio } from "../rates.ts";
import { DIALECT_RULES } from "../rules.ts";
import { Sourced, type Tree } from "../sourced.ts";
import { SourcedText } from "../sourced-text.ts";
import type { Catalogue } from "./catalogue.ts";
import { asRate, readQuery } from "./query.ts";
import { parseShorthand } from "./time-window.ts";

const OPERATORS: Readonly<Record<string, string>> = { lt: "<", lte: "<=", gt: ">", gte: ">=" };
const WINDOW = /\$window\b/g;

/** What the SLI of an objective is made of: a ratio of events, a ratio, or a value with what is good of it. */
export interface Sli {
  readonly at: YamlPart;
  readonly good?: Field;
  readonly bad?: Field;
  readonly total?: Field;
  readonly isCounter: boolean;
  readonly raw?: Field;
  readonly isRawGood: boolean;
  readonly threshold?: Field;
}

/** The SLI of v1, whose `spec` this is. */
export function sliOf(spec: Field): Sli {
  const ratio = spec.get("ratioMetric");
  const [good, bad, total, raw] = ["good", "bad", "total", "raw"].map((key) => ratio.get(key));
  const threshold = spec.get("thresholdMetric");
  const metric = threshold.isThere ? threshold : ratio;
  return {
    at: metric.isThere ? metric.at : spec.at,
    ...(good?.isThere ? { good } : {}),
    ...(bad?.isThere ? { bad } : {}),
    ...(total?.isThere ? { total } : {}),
    isCounter: !ratio.get("counter").isFalse,
    ...(raw?.isThere ? { raw } : {}),
    isRawGood: ratio.get("rawType").text !== "failure",
    ...(threshold.isThere ? { threshold } : {}),
  };
}

/** The SLI of v1alpha: a ratio stands in its objective, a value beside them all. */
export function alphaSliOf(objective: Field, indicator: Field): Sli {
  const ratio = objective.get("ratioMetrics");
  if (!ratio.isThere)
    return {
      at: indicator.isThere ? indicator.at : objective.at,
      isCounter: true,
      isRawGood: true,
      threshold: indicator.get("thresholdMetric"),
    };
  return {
    at: ratio.at,
    good: ratio.get("good"),
    total: ratio.get("total"),
    isCounter: !ratio.get("incremental").isFalse,
    isRawGood: true,
  };
}

/** The native indicator of an objective, as its budgeting method counts. */
export function readIndicator(sli: Sli, objective: Field, method: string, catalogue: Catalogue): Read<IndicatorRead> {
  if (sli.threshold !== undefined) return readThreshold(sli.threshold, objective, method, catalogue);
  const { value: rates, findings } = readRates(sli, catalogue);
  if (rates === undefined) return { findings };
  if (method === "Occurrences") {
    const read = indicatorOf(rates, sli.at);
    return { value: { ...read, findings: [...findings, ...read.findings] }, findings: [] };
  }
  const slice = sliceOf(objective);
  if (slice === undefined) return { findings: [noSlice(objective)] };
  const ratio = overSlice(badRatio(rates), slice);
  return { value: sliced(ratio, objective, { method, slice, at: sli.at }), findings };
}

function readRates(sli: Sli, catalogue: Catalogue): Read<Rates> {
  if (sli.raw !== undefined) {
    const { value: raw, findings } = readQuery(sli.raw, catalogue);
    if (raw === undefined) return { findings };
    const { rates, findings: told } = ratesOfRatio(asRate(raw, false), sli.isRawGood, sli.raw.at);
    return { value: rates, findings: [...findings, ...told] };
  }
  const part = sli.bad ?? sli.good;
  if (part === undefined || sli.total === undefined) {
    const advice = "Give `total`, and `good` or `bad`; or `raw`; or a `thresholdMetric`.";
    return { findings: [sli.at.finding(DIALECT_RULES["dialect-source"], "this does not say what is counted", advice)] };
  }
  const [counted, total] = [readQuery(part, catalogue), readQuery(sli.total, catalogue)];
  const findings = [...counted.findings, ...total.findings];
  if (counted.value === undefined || total.value === undefined) return { findings };
  const [counting, all] = [asRate(counted.value, sli.isCounter), asRate(total.value, sli.isCounter)];
  return { value: sli.bad === undefined ? { good: counting, total: all } : { bad: counting, total: all }, findings };
}

/** The share of bad events. What was never seen is 0. */
function badRatio(rates: Rates): Query {
  const { total } = rates;
  const or = (query: Query): SourcedText => SourcedText.join("((", query.text, ") or 0 * (", total.text, "))");
  const text =
    "bad" in rates
      ? SourcedText.join(or(rates.bad), " / (", total.text, ")")
      : SourcedText.join("1 - ", or(rates.good), " / (", total.text, ")");
  return { text, at: "bad" in rates ? rates.bad.at : rates.good.at };
}

/** A value is good while it is on the right side of the objective's. */
function readThreshold(metric: Field, objective: Field, method: string, catalogue: Catalogue): Read<IndicatorRead> {
  const { value: query, findings } = readQuery(metric, catalogue);
  const [op, value] = [objective.get("op"), objective.get("value")];
  const missing = [op, value].filter(({ isThere }) => !isThere);
  const told: Finding[] = missing.map(() => {
    const advice = "A threshold metric needs `op` and `value`: what is good.";
    return objective.at.finding(DIALECT_RULES["dialect-source"], "this does not say which values are good", advice);
  });
  const [operator, threshold] = [OPERATORS[op.text ?? ""], value.text];
  if (query === undefined || operator === undefined || threshold === undefined)
    return { findings: [...findings, ...told.slice(0, 1)] };
  if (method === "Occurrences") {
    const condition = {
      gauge: new Sourced(query.text, query.at),
      op: new Sourced(operator, op.at),
      threshold: new Sourced(value.number, value.at),
    };
    return { value: { indicator: new Sourced({ condition }, metric.at), by: undefined, findings: [] }, findings };
  }
  const slice = sliceOf(objective);
  if (slice === undefined) return { findings: [noSlice(objective)] };
  const good = SourcedText.join("(", query.text, ") ", operator, " bool ", threshold);
  const text = SourcedText.join("1 - avg_over_time((", good, ")[", formatDuration(slice), ":])");
  return { value: sliced({ text, at: query.at }, objective, { method, slice, at: metric.at }), findings };
}

/**
 * Slices of time, of which `bad` is the share of bad events in the slice that ends now: a slice is good or bad as a whole, or counts as
 * much as it is good.
 */
function sliced(
  bad: Query,
  objective: Field,
  { method, slice, at }: { readonly method: string; readonly slice: number; readonly at: YamlPart },
): IndicatorRead {
  const target = objective.get("timeSliceTarget");
  const advice = "Counting events, or native `condition` and `promql`, say it without slices.";
  const wrong = `slices of ${formatDuration(slice)} become any ${formatDuration(slice)} that end now, whenever somebody looks`;
  const findings = [objective.at.finding(DIALECT_RULES["dialect-slices"], wrong, advice)];
  if (method === "Timeslices") {
    const condition: Tree = {
      gauge: new Sourced(SourcedText.join("1 - (", bad.text, ")"), bad.at),
      op: ">=",
      threshold: new Sourced(target.number ?? 1, target.isThere ? target.at : objective.at),
    };
    return { indicator: new Sourced({ condition }, at), by: undefined, findings };
  }
  const promql = {
    bad: new Sourced(SourcedText.join("avg_over_time((", bad.text, ")[$window:])"), bad.at),
    total: new Sourced(SourcedText.join("avg_over_time(((", bad.text, ") * 0 + 1)[$window:])"), bad.at),
  };
  return { indicator: new Sourced({ promql }, at), by: undefined, findings };
}

function overSlice(query: Query, slice: number): Query {
  return { text: query.text.replace(WINDOW, () => formatDuration(slice)), at: query.at };
}

/** Milliseconds of a slice: a duration, or a number of minutes; a minute where nothing is said. */
function sliceOf(objective: Field): number | undefined {
  const field = objective.get("timeSliceWindow");
  if (!field.isThere) return MINUTE;
  const minutes = field.number;
  const length = minutes === undefined ? parseShorthand(field.text) : minutes * MINUTE;
  return length !== undefined && Number.isSafeInteger(length) && length > 0 ? length : undefined;
}

function noSlice(objective: Field): Finding {
  const { at } = objective.get("timeSliceWindow");
  return at.finding(
    DIALECT_RULES["dialect-source"],
    "this is no length of time",
    "Write it like 1m, or as a number of minutes.",
  );
}
