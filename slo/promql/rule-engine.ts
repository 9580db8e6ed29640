import type { Expression, PromqlProblem } from "./syntax.ts";
import { introductionOf, isBefore, OLDEST, type PrometheusVersion, printVersion } from "./versions.ts";
import { walk } from "./walk.ts";

/** What evaluates the rules. Mimir and Thanos hold the engine of a Prometheus, Google says which one theirs equals. */
const ENGINES = {
  prometheus: { title: "Prometheus" },
  mimir: { title: "Mimir" },
  thanos: { title: "Thanos" },
  "victoria-metrics": { title: "VictoriaMetrics" },
  google: { title: "Managed Service for Prometheus" },
} as const;
export type EngineName = keyof typeof ENGINES;

/** https://cloud.google.com/stackdriver/docs/managed-prometheus/promql-differences: what came later may not be supported. */
const GOOGLE: PrometheusVersion = [2, 44];

/** What PromQL has and MetricsQL has not: its lists of functions (github.com/VictoriaMetrics/metricsql, April 2026). */
const NOT_IN_METRICSQL: ReadonlySet<string> = new Set([
  "double_exponential_smoothing",
  "histogram_count",
  "histogram_sum",
  "info",
  "limit_ratio",
  "max_of",
  "min_of",
  "range",
  "start_timestamp",
  "ts_of_first_over_time",
  "ts_of_last_over_time",
  "ts_of_max_over_time",
  "ts_of_min_over_time",
]);

export interface RuleEngine {
  readonly name: EngineName;
  /** The oldest Prometheus that it may be, or whose engine it holds. */
  readonly oldest: PrometheusVersion;
}

/** A feature flag of Prometheus; Mimir and Thanos have a switch for the same. */
export const EXPERIMENTAL_FUNCTIONS = "promql-experimental-functions";

/** What the rules have to load in. */
export interface RuleEngines {
  readonly engines: readonly RuleEngine[];
  readonly hasExperimentalFunctions: boolean;
}

export const ANY_PROMETHEUS: RuleEngines = {
  engines: [{ name: "prometheus", oldest: OLDEST }],
  hasExperimentalFunctions: false,
};

const WRITTEN = /^(?:([a-z-]+)\s*)?(?:>=\s*(\d+)\.(\d+)|(\d+)\.x)?$/;

/** Reads `>=2.42`, `3.x`, `mimir >=2.53` or `google`; a text that tells what is wrong with it otherwise. */
export function parseRuleEngine(text: string): RuleEngine | string {
  const found = WRITTEN.exec(text.trim());
  const [, name = "prometheus", major, minor, anyOf] = found ?? [];
  if (found === null || text.trim() === "") return `\`${text}\` names no version and no engine`;
  if (!isEngineName(name)) return `\`${name}\` is not an engine: ${Object.keys(ENGINES).join(", ")}`;
  const written = major ?? anyOf;
  const isOfPrometheus = name !== "victoria-metrics" && name !== "google";
  if (written === undefined) return { name, oldest: name === "google" ? GOOGLE : OLDEST };
  if (!isOfPrometheus) return `\`${name}\` takes no version of Prometheus`;
  const oldest: PrometheusVersion = [Number(written), Number(minor ?? 0)];
  // All that is called 2.x would be older than what anything is compiled for.
  if (anyOf === "2") return { name, oldest: OLDEST };
  if (isBefore(oldest, OLDEST))
    return `Prometheus ${printVersion(oldest)} is older than ${printVersion(OLDEST)}, which the rules need`;
  return { name, oldest };
}

function isEngineName(name: string): name is EngineName {
  return Object.hasOwn(ENGINES, name);
}

/** What one of the engines would refuse, and what to do about it. */
export interface Refusal extends PromqlProblem {
  readonly advice: string;
}

/** The functions and aggregations that one of the engines does not know, each once. */
export function refusals(expression: Expression, engines: RuleEngines): Refusal[] {
  return [...walk(expression)].flatMap((node) => {
    if (node.kind !== "call" && node.kind !== "aggregate") return [];
    const name = node.kind === "call" ? node.function : node.operator.toLowerCase();
    const refusal = refusalOf(name, engines);
    return refusal === undefined ? [] : [{ ...refusal, from: node.from, to: node.from + name.length }];
  });
}

/** Why one of the engines would refuse this function or aggregation; undefined when all take it. */
export function refusalOf(
  name: string,
  { engines, hasExperimentalFunctions }: RuleEngines,
): Pick<Refusal, "message" | "advice"> | undefined {
  for (const { name: engine, oldest } of engines) {
    const { title } = ENGINES[engine];
    if (engine === "victoria-metrics") {
      if (NOT_IN_METRICSQL.has(name)) return { message: `\`${name}\` is not known to ${title}`, advice: OTHERWISE };
      continue;
    }
    const introduction = introductionOf(name);
    if (introduction === undefined) continue;
    const { since, isExperimental } = introduction;
    if (isBefore(oldest, since)) return tooNew(name, { engine, oldest, since, isExperimental });
    if (isExperimental && !(hasExperimentalFunctions && engine !== "google")) return needsFlag(name, engine);
  }
  return undefined;
}

const OTHERWISE = "Write it with functions that every Prometheus has, or record it beforehand.";

interface TooNew {
  readonly engine: EngineName;
  readonly oldest: PrometheusVersion;
  readonly since: PrometheusVersion;
  readonly isExperimental: boolean;
}

function tooNew(name: string, { engine, oldest, since, isExperimental }: TooNew): Pick<Refusal, "message" | "advice"> {
  const { title } = ENGINES[engine];
  if (engine === "google") {
    const message = `\`${name}\` needs Prometheus ${printVersion(since)}; ${title} equals ${printVersion(oldest)}`;
    return { message, advice: OTHERWISE };
  }
  const holds = engine === "prometheus" ? "" : ` (${title})`;
  const written = `${engine === "prometheus" ? "" : `${engine} `}>=${printVersion(since)}`;
  const flag = isExperimental ? ` and \`prometheus_features: [${EXPERIMENTAL_FUNCTIONS}]\`` : "";
  return {
    message: `\`${name}\` needs Prometheus ${printVersion(since)}; the rules are for ${printVersion(oldest)}${holds} and newer`,
    advice: `${OTHERWISE} Where all are new enough, say so in slo/config.yaml: \`prometheus: "${written}"\`${flag}.`,
  };
}

function needsFlag(name: string, engine: EngineName): Pick<Refusal, "message" | "advice"> {
  const { title } = ENGINES[engine];
  if (engine === "google")
    return { message: `\`${name}\` is experimental, and ${title} has no flag for it`, advice: OTHERWISE };
  return {
    message: `\`${name}\` is experimental: ${title} takes it with a feature flag only`,
    advice: `${OTHERWISE} Where the flag is set, say so in slo/config.yaml: \`prometheus_features: [${EXPERIMENTAL_FUNCTIONS}]\`.`,
  };
}
