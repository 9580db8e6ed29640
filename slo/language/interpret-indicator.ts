import Big from "big.js";
import { type Advice, write } from "../../foundation/findings/advice.ts";
import type { Read } from "../../foundation/findings/finding.ts";
import type { Part } from "../../foundation/findings/part.ts";
import { repaired } from "../../foundation/findings/repair.ts";
import { FILE_RULES } from "../../foundation/findings/rules.ts";
import type { Span } from "../../foundation/findings/source-text.ts";
import { inUnit, type TimeUnit, unitOfName } from "../model/histogram-unit.ts";
import type { Indicator } from "../model/indicator.ts";
import { parseDuration } from "../promql/duration.ts";
import { isProblem, parseExpression, parseSelector } from "../promql/parse.ts";
import type { Expression, PromqlProblem } from "../promql/syntax.ts";
import { typeOf } from "../promql/type-of.ts";
import { usesWindow } from "../promql/walk.ts";
import type { WrittenIndicator } from "./definition.ts";
import { SLO_RULES } from "./rules.ts";

const DURATION = "^(\\d+(ms|[smhdwy]))+$";

/** Parses the selectors, expressions and threshold of the indicator at `at`. */
export function interpretIndicator(written: WrittenIndicator, at: Part): Read<Indicator> {
  const { ratio, latency, probe, condition, promql } = written;
  if (ratio !== undefined) return interpretRatio(ratio, at.at("ratio"));
  if (latency !== undefined) return interpretLatency(latency, at.at("latency"));
  if (condition !== undefined) return interpretCondition(condition, at.at("condition"));
  if (promql !== undefined) return interpretPromql(promql, at.at("promql"));
  if (probe === undefined) throw new Error("the schema let an indicator through that has no kind");
  const { value: gauge, findings } = parsed(parseSelector, probe.gauge, at.at("probe", "gauge"));
  return gauge === undefined ? { findings } : { value: { kind: "probe", gauge }, findings };
}

function interpretRatio(written: NonNullable<WrittenIndicator["ratio"]>, at: Part): Read<Indicator> {
  const counted = written.bad === undefined ? "good" : "bad";
  const part = parsed(parseSelector, written.bad ?? written.good ?? "", at.at(counted));
  const total = parsed(parseSelector, written.total, at.at("total"));
  const findings = [...part.findings, ...total.findings];
  if (part.value === undefined || total.value === undefined) return { findings };
  return { value: { kind: "ratio", counted, part: part.value, total: total.value }, findings };
}

function interpretLatency(written: NonNullable<WrittenIndicator["latency"]>, at: Part): Read<Indicator> {
  const { value: histogram, findings } = parsed(parseSelector, written.histogram, at.at("histogram"));
  const unit = written.unit ?? unitOfName(histogram?.metric ?? "");
  const threshold = latencyThreshold(written.threshold, unit ?? "s");
  if (threshold === undefined) {
    const wrong = `\`${written.threshold}\` is neither a duration nor a number above 0`;
    const otherwise = "Write it like 200ms or 1s500ms, or as a number in what the histogram counts, such as 1048576.";
    const advice = durationMeant(written.threshold) ?? otherwise;
    return { findings: [...findings, at.at("threshold").finding(FILE_RULES["invalid-value"], wrong, advice)] };
  }
  if (histogram === undefined) return { findings };
  const le = histogram.matchers.find((matcher) => matcher.label === "le");
  if (le !== undefined)
    return refuse(at.at("histogram"), "`le` is the compiler's to set", "State the threshold instead.", le);
  const { native = false } = written;
  const counted = unit ?? (typeof written.threshold === "number" ? undefined : "s");
  return { value: { kind: "latency", histogram, threshold, unit: counted, native }, findings };
}

/** A duration as it is written, in place of `200 ms` or `0.2s`. */
function durationMeant(text: number | string): Advice | undefined {
  const duration = typeof text === "string" ? repaired(text, DURATION) : undefined;
  return duration === undefined ? undefined : write([duration]);
}

/** A duration in the histogram's unit, or a number as it is. */
function latencyThreshold(written: number | string, unit: TimeUnit): Big | undefined {
  const milliseconds = typeof written === "number" ? undefined : (parseDuration(written) ?? 0);
  const threshold = milliseconds === undefined ? new Big(written) : inUnit(milliseconds, unit);
  return threshold.gt(0) ? threshold : undefined;
}

function interpretCondition(written: NonNullable<WrittenIndicator["condition"]>, at: Part): Read<Indicator> {
  const { value: gauge, findings } = parsedVector(written.gauge, at.at("gauge"));
  const threshold = parseThreshold(written.threshold);
  if (threshold === undefined) {
    const wrong = `\`${String(written.threshold)}\` is no number, percentage or duration`;
    const advice = durationMeant(written.threshold) ?? "Write it like 14, 80% or 26h.";
    return { findings: [...findings, at.at("threshold").finding(FILE_RULES["invalid-value"], wrong, advice)] };
  }
  if (gauge === undefined) return { findings };
  if (usesWindow(gauge)) {
    const wrong = "a condition is looked at as it is now: it has no `$window`";
    return refuse(at.at("gauge"), wrong, "Write a range such as [5m].");
  }
  return { value: { kind: "condition", gauge, operator: written.op, threshold }, findings };
}

/** A number as it is, a percentage as a share, a duration as seconds. */
function parseThreshold(written: number | string): Big | undefined {
  if (typeof written === "number") return new Big(written);
  const [, number, percent] = /^(-?\d+(?:\.\d+)?)(\s?%)?$/.exec(written.trim()) ?? [];
  if (number !== undefined) return percent === undefined ? new Big(number) : new Big(number).div(100);
  const duration = parseDuration(written);
  return duration === undefined ? undefined : new Big(duration).div(1000);
}

function interpretPromql(written: NonNullable<WrittenIndicator["promql"]>, at: Part): Read<Indicator> {
  const bad = parsedRate(written.bad, at.at("bad"));
  const total = parsedRate(written.total, at.at("total"));
  const findings = [...bad.findings, ...total.findings];
  if (bad.value === undefined || total.value === undefined) return { findings };
  return { value: { kind: "promql", bad: bad.value, total: total.value }, findings };
}

function parsedRate(text: string, at: Part): Read<Expression> {
  const read = parsedVector(text, at);
  if (read.value === undefined || usesWindow(read.value)) return read;
  const advice = "Write a rate per second over it, such as sum(rate(x[$window])).";
  return refuse(at, "the expression does not use `$window`", advice);
}

function parsedVector(text: string, at: Part): Read<Expression> {
  const read = parsed(parseExpression, text, at);
  if (read.value === undefined) return read;
  const type = typeOf(read.value);
  if (type === "vector") return read;
  if (typeof type !== "string") return refuseProblem(at, type);
  const wrong = `the expression gives ${type === "scalar" ? "one number" : `a ${type}`}, not an instant vector`;
  return refuse(at, wrong, "Select a metric.");
}

function parsed<E extends Expression>(parse: (text: string) => E | PromqlProblem, text: string, at: Part): Read<E> {
  const expression = parse(text);
  return isProblem(expression) ? refuseProblem(at, expression) : { value: expression, findings: [] };
}

function refuseProblem(at: Part, problem: PromqlProblem): Read<never> {
  const advice = problem.instead === undefined ? "Mend the PromQL at the mark." : write([problem.instead]);
  return refuse(at, problem.message, advice, problem);
}

function refuse(at: Part, ...words: [text: string, advice: Advice, within?: Span]): Read<never> {
  return { findings: [at.finding(SLO_RULES["invalid-expression"], ...words)] };
}
