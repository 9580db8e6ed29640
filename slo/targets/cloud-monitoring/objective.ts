import type { MetricCatalogue } from "../../model/metric-catalogue.ts";
import type { Slo } from "../../model/slo.ts";
import { DAY, formatDuration } from "../../promql/duration.ts";
import { LIMITS, shortened } from "./limits.ts";
import { isUntranslatable, type Report, type Untranslatable } from "./losses.ts";
import { labelValue, objectiveName, serviceName } from "./resource-names.ts";
import { type MonitoringService, type ServiceLevelObjective, seconds } from "./resources.ts";
import { type NativeIndicator, nativeIndicator } from "./service-level-indicator.ts";

/** An SLO that Cloud Monitoring itself measures. */
export interface NativeObjective {
  readonly resource: ServiceLevelObjective;
  readonly signal: NativeIndicator["signal"];
}

/** The SLO object, or why there can be none. */
export function nativeObjective(
  slo: Slo,
  project: string,
  catalogue: MetricCatalogue,
  report: Report,
): NativeObjective | Untranslatable {
  const { objective, period, by } = slo;
  if (objective.ratio.gt(LIMITS.goal))
    return { loss: "cloud-goal-above-0.9999", message: `promises ${objective.text}` };
  if (period > LIMITS.period)
    return { loss: "cloud-period-over-30d", message: `promises over ${formatDuration(period)}` };
  if (period % DAY !== 0) {
    return { loss: "cloud-period-not-whole-days", message: `promises over ${formatDuration(period)}` };
  }
  if (by.length > 0) return { loss: "cloud-split-by-label", message: `is split by ${by.join(", ")}` };
  const native = nativeIndicator(slo.indicator, catalogue, report);
  if (isUntranslatable(native)) return native;
  return {
    resource: {
      name: objectiveName(project, slo),
      displayName: shortened(slo.title, LIMITS.displayName),
      serviceLevelIndicator: native.indicator,
      goal: objective.ratio.toNumber(),
      rollingPeriod: seconds(period),
      userLabels: { slo: labelValue(slo.id), ...ownership(slo) },
    },
    signal: native.signal,
  };
}

/** The service that an SLO object belongs to. `custom`, because the kinds Google knows take no filters of ours. */
export function monitoringService(slo: Slo, project: string): MonitoringService {
  return {
    name: serviceName(project, slo),
    displayName: shortened(slo.service.name, LIMITS.displayName),
    custom: {},
    userLabels: ownership(slo),
  };
}

function ownership({ service }: Slo): { readonly owner: string; readonly tier: string } {
  return { owner: labelValue(service.owner), tier: String(service.tier) };
}
