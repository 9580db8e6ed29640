import Big from "big.js";
import { type BurnAlert, defaultTiers, type Severity, type Tier } from "../../slo/model/burn-policy.ts";
import type { Indicator } from "../../slo/model/indicator.ts";
import type { DeclaredMetric, MetricType } from "../../slo/model/metric-catalogue.ts";
import { MetricCatalogue } from "../../slo/model/metric-catalogue.ts";
import { parseObjective } from "../../slo/model/objective.ts";
import type { Platform } from "../../slo/model/platform.ts";
import { SCRAPE_LABELS } from "../../slo/model/scrape-labels.ts";
import type { Slo } from "../../slo/model/slo.ts";
import { DAY, MINUTE, parseDuration } from "../../slo/promql/duration.ts";
import { isProblem, parseExpression, parseSelector } from "../../slo/promql/parse.ts";
import type { Expression, Selector } from "../../slo/promql/syntax.ts";
import { type Compilation, outputsOf, type Target } from "../../slo/targets/target.ts";
import { textOf } from "../../slo/targets/text.ts";

/** Values for tests: an SLO is a ratio of counters over 30 days with the Workbook's tiers, except for what a test says. */
export function sampleSlo(own: Partial<Omit<Slo, "objective">> & { readonly objective?: string } = {}): Slo {
  const { objective = "99.9%", period = 30 * DAY, ...rest } = own;
  const parsed = parseObjective(objective);
  if (parsed === undefined) throw new Error(`${objective} is no objective`);
  return {
    id: "shop-orders",
    name: "orders",
    service: { name: "shop", owner: "shop-team", tier: 1 },
    title: "Customers can order",
    indicator: sampleRatio,
    by: [],
    labels: {},
    alerts: [sampleAlert("page", defaultTiers("page", period)), sampleAlert("ticket", defaultTiers("ticket", period))],
    scrapeInterval: 15_000,
    absentAfter: 10 * MINUTE,
    source: { file: "shop.yaml", line: 6 },
    ...rest,
    objective: parsed,
    period,
  };
}

export function sampleAlert(severity: Severity, tiers: readonly Tier[], own: Partial<BurnAlert> = {}): BurnAlert {
  return { severity, escalation: "shop-oncall", traffic: "window", tiers, ...own };
}

/** `tier(14.4, "1h", "5m")`. */
export function tier(burnRate: number, longWindow: string, shortWindow: string): Tier {
  return {
    burnRate: new Big(burnRate),
    longWindow: parseDuration(longWindow) ?? 0,
    shortWindow: parseDuration(shortWindow) ?? 0,
  };
}

export const sampleRatio: Indicator = {
  kind: "ratio",
  counted: "bad",
  part: selector('orders_total{outcome="failed"}'),
  total: selector("orders_total"),
};

export function selector(text: string): Selector {
  const parsed = parseSelector(text);
  if (isProblem(parsed)) throw new Error(`${text}: ${parsed.message}`);
  return parsed;
}

export function expression(text: string): Expression {
  const parsed = parseExpression(text);
  if (isProblem(parsed)) throw new Error(`${text}: ${parsed.message}`);
  return parsed;
}

export function declared(name: string, type: MetricType, ...labels: readonly string[]): DeclaredMetric {
  return {
    name,
    type,
    help: "",
    buckets: [],
    labels: new Map(labels.map((label) => [label, "any"])),
    targetLabels: new Set(labels.filter((label) => SCRAPE_LABELS.has(label))),
  };
}

export const sampleCatalogue = new MetricCatalogue([
  declared("orders_total", "counter", "outcome"),
  declared("requests_seconds", "histogram", "job", "route"),
  declared("probe_success", "gauge", "job", "instance"),
  declared("queue_age_seconds", "gauge", "job", "instance"),
  declared("queue_length", "gauge", "queue"),
]);

export const samplePlatform: Platform = {
  scrapeInterval: 15_000,
  consoleUrl: "https://console.example",
  grafanaUrl: "https://grafana.example",
  routerUrl: "http://alerts.example:8080",
  prometheusUrl: "http://prometheus.example:9090",
  tempoUrl: undefined,
  cloud: { project: "shop-prod", notificationChannels: ["projects/shop-prod/notificationChannels/1"] },
};

export function sampleCompilation(...slos: readonly Slo[]): Compilation {
  return { slos, platform: samplePlatform, catalogue: sampleCatalogue };
}

/** All that a target makes, as text. */
export function compiled(target: Target, compilation: Compilation) {
  const outputs = Array.from(outputsOf(target, compilation));
  return {
    files: outputs.flatMap(({ files }) => files.map((file) => ({ path: file.path, text: textOf(file) }))),
    losses: outputs.flatMap(({ losses }) => losses),
  };
}
