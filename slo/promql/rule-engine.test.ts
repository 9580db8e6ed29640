import { describe, expect, it } from "vitest";
import { isProblem, parseExpression } from "./parse.ts";
import { parseRuleEngine, refusals } from "./rule-engine.ts";

function said(text: string, written: string, hasExperimentalFunctions = false): string[] {
  const expression = parseExpression(text);
  const engine = parseRuleEngine(written);
  if (isProblem(expression)) throw new Error(expression.message);
  if (typeof engine === "string") throw new Error(engine);
  return refusals(expression, { engines: [engine], hasExperimentalFunctions }).map(({ message }) => message);
}

describe("what evaluates rules", () => {
  it.each([
    [">=2.42", { name: "prometheus", oldest: [2, 42] }],
    [">= 3.5", { name: "prometheus", oldest: [3, 5] }],
    ["3.x", { name: "prometheus", oldest: [3, 0] }],
    ["2.x", { name: "prometheus", oldest: [2, 42] }],
    ["prometheus >=2.53", { name: "prometheus", oldest: [2, 53] }],
    ["mimir >=2.53", { name: "mimir", oldest: [2, 53] }],
    ["thanos 3.x", { name: "thanos", oldest: [3, 0] }],
    ["mimir", { name: "mimir", oldest: [2, 42] }],
    ["victoria-metrics", { name: "victoria-metrics", oldest: [2, 42] }],
    ["google", { name: "google", oldest: [2, 44] }],
  ])("is read from `%s`", (text, engine) => {
    expect(parseRuleEngine(text)).toEqual(engine);
  });

  it.each([
    ["", "names no version"],
    ["latest", "`latest` is not an engine"],
    ["<3", "names no version"],
    [">=3", "names no version"],
    [">=2.41", "older than 2.42"],
    ["1.x", "older than 2.42"],
    ["cortex >=2.50", "`cortex` is not an engine"],
    ["google >=2.50", "takes no version"],
    ["victoria-metrics 3.x", "takes no version"],
    ["constructor", "is not an engine"],
  ])("is not read from `%s`", (text, problem) => {
    expect(parseRuleEngine(text)).toContain(problem);
  });

  it.each([
    ["histogram_avg(x)", ">=2.51", false, ""],
    ["histogram_avg(x)", ">=2.50", false, "needs Prometheus 2.51; the rules are for 2.50 and newer"],
    ["histogram_avg(x)", "mimir >=2.50", false, "the rules are for 2.50 (Mimir) and newer"],
    ["histogram_avg(x)", "google", false, "Managed Service for Prometheus equals 2.44"],
    ["histogram_avg(x)", "victoria-metrics", false, ""],
    ["limitk(1, x)", "3.x", false, "is experimental: Prometheus takes it with a feature flag only"],
    ["limitk(1, x)", "3.x", true, ""],
    ["limitk(1, x)", "thanos 3.x", false, "is experimental: Thanos"],
    ["limitk(1, x)", ">=2.42", true, "needs Prometheus 2.54"],
    ["limitk(1, x)", "victoria-metrics", false, ""],
    ["info(x)", "victoria-metrics", true, "is not known to VictoriaMetrics"],
    ["sum(mad_over_time(x[5m]))", "google", true, "Managed Service for Prometheus equals 2.44"],
    ["sum(rate(x[5m]))", "google", false, ""],
  ])("takes or refuses `%s` on %s (experimental functions: %s)", (text, engine, isExperimental, problem) => {
    const messages = said(text, engine, isExperimental);
    if (problem === "") expect(messages).toEqual([]);
    else expect(messages).toEqual([expect.stringContaining(problem)]);
  });
});
