import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Found } from "../../../foundation/findings/finding.ts";
import { readDefinitions } from "../../../slo/language/read-definitions.ts";
import { expressionsOf } from "../../../slo/model/indicator.ts";
import { MetricCatalogue } from "../../../slo/model/metric-catalogue.ts";
import type { Slo } from "../../../slo/model/slo.ts";
import { DAY, MINUTE, SECOND } from "../../../slo/promql/duration.ts";
import { printExpression } from "../../../slo/promql/print.ts";

/** Files of other tools that use every key of their languages; written for these tests. */
export const SAMPLES: ReadonlyMap<string, string> = new Map(
  readdirSync(import.meta.dirname)
    .filter((name) => name.endsWith(".yaml"))
    .map((name) => [name, readFileSync(join(import.meta.dirname, name), "utf8")]),
);

export function read(text: string): Found<readonly Slo[]> {
  const context = { config: { period: 30 * DAY, scrapeInterval: 15 * SECOND }, catalogue: new MetricCatalogue([]) };
  return readDefinitions([{ path: "a.yaml", text }], context);
}

/** What an SLO promises, wherever and however it is written. */
export function promiseOf({ source, objective, indicator, alerts, absentAfter, ...rest }: Slo): object {
  const expressions = Object.entries(expressionsOf(indicator)).map(([key, expression]) => [
    key,
    printExpression(expression, 77 * MINUTE),
  ]);
  const tiers = alerts.map((alert) => ({
    ...alert,
    tiers: alert.tiers.map((tier) => ({ ...tier, burnRate: tier.burnRate.toPrecision(12) })),
  }));
  const threshold = "threshold" in indicator ? indicator.threshold.toString() : undefined;
  const operator = "operator" in indicator ? indicator.operator : undefined;
  return {
    ...rest,
    objective: objective.text,
    // Without an alert nobody is told of an absence either.
    absentAfter: alerts.length === 0 ? undefined : absentAfter,
    indicator: [indicator.kind, Object.fromEntries(expressions), threshold, operator],
    alerts: tiers,
  };
}
