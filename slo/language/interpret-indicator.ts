import Big from "big.js";
import type { Path } from "../../foundation/findings/yaml-source.ts";
import type { ConditionIndicator, Indicator } from "../model/indicator.ts";
import { parseDuration } from "../promql/duration.ts";
import { isProblem, parseExpression, parseSelector } from "../promql/parse.ts";
import type { Expression, PromqlProblem } from "../promql/syntax.ts";
import { typeOf } from "../promql/type-of.ts";
import { usesWindow } from "../promql/walk.ts";
import type { WrittenIndicator } from "./definition.ts";
import type { Report } from "./interpret.ts";

/** Parses an indicator's selectors, expressions and threshold. Undefined when any of them is reported. */
export function interpretIndicator(written: WrittenIndicator, report: Report): Indicator | undefined {
  if (written.ratio !== undefined) return ratio(written.ratio, report);
  if (written.latency !== undefined) return latency(written.latency, report);
  if (written.probe !== undefined) {
    const gauge = read(parseSelector, written.probe.gauge, ["indicator", "probe", "gauge"], report);
    return gauge && { kind: "probe", gauge };
  }
  if (written.condition !== undefined) return condition(written.condition, report);
  if (written.promql !== undefined) {
    const bad = windowed(written.promql.bad, ["indicator", "promql", "bad"], report);
    const total = windowed(written.promql.total, ["indicator", "promql", "total"], report);
    return bad && total && { kind: "promql", bad, total };
  }
  return undefined;
}

function ratio(written: NonNullable<WrittenIndicator["ratio"]>, report: Report): Indicator | undefined {
  const counted = written.bad === undefined ? "good" : "bad";
  const part = read(parseSelector, written.bad ?? written.good ?? "", ["indicator", "ratio", counted], report);
  const total = read(parseSelector, written.total, ["indicator", "ratio", "total"], report);
  return part && total && { kind: "ratio", counted, part, total };
}

function latency(written: NonNullable<WrittenIndicator["latency"]>, report: Report): Indicator | undefined {
  const histogram = read(parseSelector, written.histogram, ["indicator", "latency", "histogram"], report);
  const threshold = parseDuration(written.threshold);
  if (threshold === undefined || threshold === 0) {
    report(
      "invalid-value",
      ["indicator", "latency", "threshold"],
      `\`${written.threshold}\` is not a duration above 0`,
      "Write it like 200ms or 1s500ms.",
    );
    return undefined;
  }
  const le = histogram?.matchers.find((matcher) => matcher.label === "le");
  if (le !== undefined) {
    report(
      "invalid-expression",
      ["indicator", "latency", "histogram"],
      "`le` is the compiler's to set",
      "State the threshold instead.",
      le,
    );
    return undefined;
  }
  return (
    histogram && {
      kind: "latency",
      histogram,
      threshold: new Big(threshold).div(1000),
      native: written.native ?? false,
    }
  );
}

function condition(
  written: NonNullable<WrittenIndicator["condition"]>,
  report: Report,
): ConditionIndicator | undefined {
  const path: Path = ["indicator", "condition", "gauge"];
  const gauge = read(parseExpression, written.gauge, path, report);
  const threshold = parseThreshold(written.threshold);
  if (threshold === undefined) {
    report(
      "invalid-value",
      ["indicator", "condition", "threshold"],
      `\`${String(written.threshold)}\` is no number, percentage or duration`,
      "Write it like 14, 80% or 26h.",
    );
  }
  if (gauge === undefined || threshold === undefined) return undefined;
  if (usesWindow(gauge)) {
    report(
      "invalid-expression",
      path,
      "a condition is looked at as it is now: it has no `$window`",
      "Write a range such as [5m].",
    );
    return undefined;
  }
  return checkVector(gauge, path, report) ? { kind: "condition", gauge, operator: written.op, threshold } : undefined;
}

/** A number as it is, a percentage as a share, a duration as seconds. */
function parseThreshold(written: number | string): Big | undefined {
  if (typeof written === "number") return new Big(written);
  const percent = /^(-?\d+(?:\.\d+)?)\s?%$/.exec(written)?.[1];
  if (percent !== undefined) return new Big(percent).div(100);
  const duration = parseDuration(written);
  return duration === undefined ? undefined : new Big(duration).div(1000);
}

function windowed(text: string, path: Path, report: Report): Expression | undefined {
  const expression = read(parseExpression, text, path, report);
  if (expression === undefined || !checkVector(expression, path, report)) return undefined;
  if (usesWindow(expression)) return expression;
  report(
    "invalid-expression",
    path,
    "the expression does not use `$window`",
    "Write a rate per second over it, such as sum(rate(x[$window])).",
  );
  return undefined;
}

function checkVector(expression: Expression, path: Path, report: Report): boolean {
  const type = typeOf(expression);
  if (type === "vector") return true;
  if (typeof type === "string")
    report(
      "invalid-expression",
      path,
      `the expression gives ${type === "scalar" ? "one number" : `a ${type}`}, not an instant vector`,
      "Select a metric.",
    );
  else reportProblem(type, path, report);
  return false;
}

function read<E extends Expression>(
  parse: (text: string) => E | PromqlProblem,
  text: string,
  path: Path,
  report: Report,
): E | undefined {
  const parsed = parse(text);
  if (!isProblem(parsed)) return parsed;
  reportProblem(parsed, path, report);
  return undefined;
}

function reportProblem(problem: PromqlProblem, path: Path, report: Report): void {
  report("invalid-expression", path, problem.message, "Mend the PromQL at the mark.", problem);
}
