import type { Finding, Read } from "../../foundation/findings/finding.ts";
import { FILE_RULES } from "../../foundation/findings/rules.ts";
import { fileSchema } from "../../foundation/findings/schema.ts";
import { YamlSource } from "../../foundation/findings/yaml-source.ts";
import { isOwnLabel } from "../model/contract.ts";
import { isPeriod } from "../model/objective.ts";
import type { Platform } from "../model/platform.ts";
import { RULE_LIMITS } from "../model/rule-limits.ts";
import { isScrapeInterval } from "../model/timing.ts";
import { parseDuration } from "../promql/duration.ts";
import {
  ANY_PROMETHEUS,
  EXPERIMENTAL_FUNCTIONS,
  parseRuleEngine,
  type RuleEngine,
  type RuleEngines,
} from "../promql/rule-engine.ts";
import configSchema from "./config.schema.json" with { type: "json" };
import { SLO_RULES } from "./rules.ts";
import type { WrittenConfig } from "./written-config.ts";

/** What all definitions share (`slo/config.yaml`). */
export interface Config extends Platform {
  /** The period (milliseconds) of SLOs that give none. */
  readonly period: number;
  /** What evaluates the rules. */
  readonly ruleEngines: RuleEngines;
  /** Metric declarations, relative to the configuration file. */
  readonly metrics: readonly string[];
  /** The routing file, relative to the configuration file. */
  readonly routing: string | undefined;
  /** The folder of runbooks, relative to the configuration file. */
  readonly runbooks: string | undefined;
  /** What files of other tools leave open. */
  readonly dialects: WrittenConfig["dialects"];
}

const schema = fileSchema<WrittenConfig>(configSchema);

const DEFAULT_PERIOD = "30d";
const DEFAULT_PROMETHEUS_URL = "http://prometheus:9090";

/** Reads the text of a configuration file; `overrides` win over what it says. */
export function readConfig(path: string, text: string, overrides: Partial<WrittenConfig> = {}): Read<Config> {
  const { value: source, findings } = YamlSource.parse(path, text);
  if (source === undefined) return { findings };
  const written = schema.check(source.value(), source.at());
  if (written.value === undefined) return { findings: written.findings };
  const value = { ...written.value, ...overrides };
  const scrapeInterval = parseDuration(value.scrape_interval);
  const period = parseDuration(value.window ?? DEFAULT_PERIOD);
  if (scrapeInterval === undefined || !isScrapeInterval(scrapeInterval)) {
    const wrong = "`scrape_interval` is not between 1s and 10m";
    const advice = "State what Prometheus' own `scrape_interval` is.";
    return { findings: [source.at("scrape_interval").finding(FILE_RULES["invalid-value"], wrong, advice)] };
  }
  if (period === undefined || !isPeriod(period)) {
    const wrong = "`window` is not between 1d and 90d";
    return {
      findings: [source.at("window").finding(SLO_RULES["invalid-window"], wrong, "Most teams promise over 30d.")],
    };
  }
  const { value: ruleEngines, findings: unknown } = readRuleEngines(source, value);
  if (ruleEngines === undefined) return { findings: unknown };
  const labels = { ...written.value.labels, ...overrides.labels };
  const reserved = Object.keys(labels).find((name) => !isOwnLabel(name));
  if (reserved !== undefined) {
    const wrong = `\`${reserved}\` is a label that the compiler sets`;
    const advice = "Choose another name, such as cluster.";
    return { findings: [source.at("labels", reserved).finding(SLO_RULES["reserved-label"], wrong, advice)] };
  }
  const config: Config = {
    ruleEngines,
    scrapeInterval,
    consoleUrl: withoutSlash(value.console_url),
    grafanaUrl: withoutSlash(value.grafana_url),
    routerUrl: withoutSlash(value.router_url),
    prometheusUrl: withoutSlash(value.prometheus_url ?? DEFAULT_PROMETHEUS_URL),
    tempoUrl: value.tempo_url && withoutSlash(value.tempo_url),
    labels,
    period,
    metrics: value.metrics ?? [],
    routing: value.routing,
    runbooks: value.runbooks,
    dialects: value.dialects,
    ruleLimits: {
      rulesPerGroup: value.rule_limits?.rules_per_group ?? RULE_LIMITS.rulesPerGroup,
      groupsPerTenant: value.rule_limits?.groups_per_tenant ?? RULE_LIMITS.groupsPerTenant,
      resourceBytes: value.rule_limits?.resource_bytes ?? RULE_LIMITS.resourceBytes,
    },
    cloud: value.cloud && {
      project: value.cloud.project,
      notificationChannels: value.cloud.notification_channels ?? [],
    },
  };
  return { value: config, findings };
}

function readRuleEngines(
  source: YamlSource,
  { prometheus, prometheus_features: features = [] }: WrittenConfig,
): Read<RuleEngines> {
  const hasExperimentalFunctions = features.includes(EXPERIMENTAL_FUNCTIONS);
  if (prometheus === undefined) return { value: { ...ANY_PROMETHEUS, hasExperimentalFunctions }, findings: [] };
  const engines: RuleEngine[] = [];
  const findings: Finding[] = [];
  for (const [index, text] of [prometheus].flat().entries()) {
    const engine = parseRuleEngine(text);
    const place = typeof prometheus === "string" ? source.at("prometheus") : source.at("prometheus", index);
    const advice = "Write a version such as `>=2.42` or `3.x`, an engine, or both: `mimir >=2.53`, `victoria-metrics`.";
    if (typeof engine === "string") findings.push(place.finding(FILE_RULES["invalid-value"], engine, advice));
    else engines.push(engine);
  }
  return findings.length === 0 ? { value: { engines, hasExperimentalFunctions }, findings } : { findings };
}

function withoutSlash(url: string): string {
  return url.replace(/\/+$/, "");
}
