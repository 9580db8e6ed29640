import type { BurnAlert } from "../../../model/burn-policy.ts";
import type { Slo } from "../../../model/slo.ts";
import { DAY, formatDuration, HOUR, MINUTE } from "../../../promql/duration.ts";
import { printExpression, printSelector } from "../../../promql/print.ts";
import type { ExportContext, ExportedFile } from "../dialect.ts";
import { eventQueries, summed } from "../event-queries.ts";

const WINDOW = "{{.window}}";
const OPERATORS: Readonly<Record<string, string>> = { "<": "lt", "<=": "lte", ">": "gt", ">=": "gte" };

/** A file of OpenSLO v1 for each service: the service, and the promises that it can state. */
export function writeOpenSlo(slos: readonly Slo[], context: ExportContext): ExportedFile[] {
  return Array.from(Map.groupBy(slos, ({ service }) => service.name)).flatMap(([service, own]) => {
    const written = own.flatMap((slo) => sloOf(slo, context) ?? []);
    const [first] = own;
    if (first === undefined || written.length === 0) return [];
    return [{ name: `${service}.yaml`, objects: [serviceOf(first), ...written] }];
  });
}

function serviceOf({ service: { name, owner, tier } }: Slo): object {
  return { apiVersion: "openslo/v1", kind: "Service", metadata: { name, labels: { owner, tier: String(tier) } } };
}

function sloOf(slo: Slo, { consoleUrl }: ExportContext): object | undefined {
  const indicator = indicatorOf(slo);
  if (indicator === undefined) return undefined;
  const runbook =
    slo.runbook === undefined ? {} : { annotations: { runbook: `${consoleUrl}/runbooks/${slo.runbook}` } };
  return {
    apiVersion: "openslo/v1",
    kind: "SLO",
    metadata: { name: slo.name, displayName: slo.title, ...runbook },
    spec: {
      description: slo.description ?? slo.title,
      service: slo.service.name,
      indicator: { metadata: { name: slo.name }, spec: indicator.spec },
      timeWindow: [{ duration: shorthand(slo.period), isRolling: true }],
      budgetingMethod: "Occurrences",
      objectives: [{ ...indicator.objective, target: slo.objective.ratio.toNumber() }],
      alertPolicies: slo.alerts.flatMap((alert) => policiesOf(alert, slo)),
    },
  };
}

interface Measured {
  readonly spec: object;
  /** What an objective says of a threshold. */
  readonly objective: object;
}

function indicatorOf(slo: Slo): Measured | undefined {
  const { indicator } = slo;
  const source = (query: string): object => ({ metricSource: { type: "Prometheus", spec: { query } } });
  if (indicator.kind === "condition") {
    const op = OPERATORS[indicator.operator];
    if (op === undefined) return undefined;
    const spec = { thresholdMetric: source(printExpression(indicator.gauge, WINDOW)) };
    return { spec, objective: { op, value: indicator.threshold.toNumber() } };
  }
  if (indicator.kind === "ratio") {
    const [part, total] = [indicator.part, indicator.total].map((selector) =>
      source(summed(slo, printSelector(selector))),
    );
    return { spec: { ratioMetric: { counter: true, [indicator.counted]: part, total } }, objective: {} };
  }
  const queries = eventQueries(slo, WINDOW);
  if (queries === undefined) return undefined;
  const { counted, part, total } = queries;
  return { spec: { ratioMetric: { counter: true, [counted]: source(part), total: source(total) } }, objective: {} };
}

/** A policy has one condition, so each tier is one. */
function policiesOf({ severity, escalation, tiers }: BurnAlert, { absentAfter }: Slo): object[] {
  return tiers.map(({ burnRate, longWindow }) => ({
    kind: "AlertPolicy",
    metadata: { name: `${severity}-${formatDuration(longWindow)}` },
    spec: {
      alertWhenBreaching: true,
      alertWhenNoData: absentAfter !== undefined,
      conditions: [
        {
          kind: "AlertCondition",
          metadata: { name: `${severity}-${formatDuration(longWindow)}` },
          spec: {
            severity,
            condition: {
              kind: "burnrate",
              op: "gt",
              threshold: burnRate.toNumber(),
              lookbackWindow: shorthand(longWindow),
            },
          },
        },
      ],
      notificationTargets: [
        { kind: "AlertNotificationTarget", metadata: { name: escalation }, spec: { target: "alertmanager" } },
      ],
    },
  }));
}

/** A duration in one unit, the largest that it is a whole number of. */
function shorthand(milliseconds: number): string {
  const [unit, length] =
    milliseconds % DAY === 0 ? ["d", DAY] : milliseconds % HOUR === 0 ? ["h", HOUR] : ["m", MINUTE];
  return `${Math.round(milliseconds / Number(length))}${unit}`;
}
