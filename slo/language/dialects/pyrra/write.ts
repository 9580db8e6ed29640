import type Big from "big.js";
import type { Severity } from "../../../model/burn-policy.ts";
import type { Indicator } from "../../../model/indicator.ts";
import type { Slo } from "../../../model/slo.ts";
import { formatDuration, SECOND } from "../../../promql/duration.ts";
import { printSelector } from "../../../promql/print.ts";
import type { ExportContext, ExportedFile } from "../dialect.ts";
import { countOf } from "../event-queries.ts";
import { BURN_NAMES } from "./windows.ts";

/** A file of Pyrra for each promise that it can state: it reads the first document of a file only. */
export function writePyrra(slos: readonly Slo[], context: ExportContext): ExportedFile[] {
  return slos.flatMap((slo) => {
    const indicator = indicatorOf(slo.indicator, slo.by);
    return indicator === undefined ? [] : [{ name: `${slo.id}.yaml`, objects: [objectiveOf(slo, indicator, context)] }];
  });
}

function objectiveOf(slo: Slo, indicator: object, { consoleUrl }: ExportContext): object {
  const { service, alerts } = slo;
  const [first] = alerts;
  return {
    apiVersion: "pyrra.dev/v1alpha1",
    kind: "ServiceLevelObjective",
    metadata: {
      name: slo.name,
      labels: {
        "pyrra.dev/service": service.name,
        "pyrra.dev/owner": service.owner,
        "pyrra.dev/tier": String(service.tier),
        ...(first === undefined ? {} : { "pyrra.dev/escalation": first.escalation }),
      },
      annotations: {
        "pyrra.dev/title": slo.title,
        ...(slo.runbook === undefined ? {} : { "pyrra.dev/runbook": `${consoleUrl}/runbooks/${slo.runbook}` }),
      },
    },
    spec: {
      description: slo.description ?? slo.title,
      target: slo.objective.text.replace("%", ""),
      window: formatDuration(slo.period),
      indicator,
      alerting: {
        burnrates: alerts.length > 0,
        absent: slo.absentAfter !== undefined,
        ...(alerts.length === 1 && first !== undefined ? { severities: allOf(first.severity) } : {}),
      },
    },
  };
}

/** Selectors are all that it takes; undefined for what is anything else. */
function indicatorOf(indicator: Indicator, by: readonly string[]): object | undefined {
  const grouping = by.length === 0 ? {} : { grouping: by };
  switch (indicator.kind) {
    case "ratio":
      if (indicator.counted === "good") return undefined;
      return {
        ratio: {
          errors: { metric: printSelector(indicator.part) },
          total: { metric: printSelector(indicator.total) },
          ...grouping,
        },
      };
    case "latency": {
      const { histogram, threshold, native } = indicator;
      const total = { metric: printSelector(native ? histogram : countOf(histogram)) };
      if (native) return { latencyNative: { latency: durationOf(threshold), total, ...grouping } };
      const le = { label: "le", operator: "=", value: threshold.toFixed() } as const;
      const success = { metric: printSelector({ ...histogram, metric: `${histogram.metric}_bucket` }, le) };
      return { latency: { success, total, ...grouping } };
    }
    case "probe":
      return { bool_gauge: { metric: printSelector(indicator.gauge), ...grouping } };
    case "condition":
    case "promql":
      return undefined;
  }
}

/** Where one severity is promised and not the other, all four conditions have it. */
function allOf(severity: Severity): object {
  const word = severity === "page" ? "critical" : "warning";
  return Object.fromEntries(BURN_NAMES.map((name) => [name, word]));
}

function durationOf(seconds: Big): string {
  return formatDuration(seconds.times(SECOND).toNumber());
}
