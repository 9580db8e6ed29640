import { type Alert, absenceAlert, absenceOf } from "../../model/alert.ts";
import type { CloudProject, Platform } from "../../model/platform.ts";
import type { Slo } from "../../model/slo.ts";
import { baseWindow } from "../../model/timing.ts";
import { DAY, formatDuration, MINUTE } from "../../promql/duration.ts";
import { alertPolicy, prometheusQuery } from "./alert-policy.ts";
import { totalEvents } from "./error-ratio.ts";
import { LIMITS } from "./limits.ts";
import type { Report } from "./losses.ts";
import type { NativeObjective } from "./objective.ts";
import { reachOf } from "./query-reach.ts";
import { type AlertPolicy, type ConditionKind, seconds } from "./resources.ts";

/** Cloud Monitoring sees samples late; a signal is there when one came within this time. */
const PRESENT = 5 * MINUTE;
/** An incident about a signal that does not come back closes by itself after a long weekend. */
const AUTO_CLOSE = 3 * DAY;

/**
 * Fires when the events an SLO counts have been seen and are gone, as urgently as its most urgent alert: while they are gone that alert
 * cannot fire. Undefined when the SLO asks for none, or none can be had.
 */
export function absencePolicy(
  slo: Slo,
  native: NativeObjective | undefined,
  platform: Platform,
  cloud: CloudProject,
  report: Report,
): AlertPolicy | undefined {
  const wanted = absenceOf(slo);
  if (wanted === undefined) return undefined;
  const after = native ? takenDelay(wanted.after) : wholeMinutes(wanted.after);
  const alert = absenceAlert(slo, { ...wanted, after }, platform);
  const condition = native ? absentCondition(native, after) : absentQuery(slo, alert, after, report);
  if (condition === undefined) return undefined;
  if (after !== wanted.after) {
    report("cloud-absence-delay", `\`absent: ${formatDuration(wanted.after)}\` becomes ${formatDuration(after)}`);
  }
  return alertPolicy(slo, alert, cloud, {
    displayName: `${slo.id}: no signal for ${formatDuration(after)}`,
    severity: wanted.alert.severity,
    conditions: [{ displayName: `No signal for ${formatDuration(after)}`, ...condition }],
    kind: "signal-absent",
    autoClose: AUTO_CLOSE,
  });
}

function absentCondition({ signal }: NativeObjective, after: number): ConditionKind {
  return {
    conditionAbsent: {
      filter: signal.filter,
      aggregations: [{ alignmentPeriod: "60s", perSeriesAligner: signal.aligner, crossSeriesReducer: "REDUCE_SUM" }],
      duration: seconds(after),
      trigger: { count: 1 },
    },
  };
}

/** `absent()` would lose the labels that an SLO is split by, and fire for what was never there. */
function absentQuery(slo: Slo, alert: Alert, after: number, report: Report): ConditionKind | undefined {
  const present = Math.max(PRESENT, baseWindow(slo.scrapeInterval));
  const own = reachOf(slo.indicator, 0);
  const memory = Math.min(LIMITS.range, LIMITS.reach - after - own.total);
  if (memory <= after + present || own.longest > LIMITS.range) {
    report("cloud-query-over-25h", `\`absent: ${formatDuration(after)}\` has no policy`);
    return undefined;
  }
  report("cloud-absence-memory", `a signal that is gone is remembered for ${formatDuration(memory)}`);
  const query = `${totalEvents(slo, memory)}\nunless\n${totalEvents(slo, present)}`;
  return { conditionPrometheusQueryLanguage: prometheusQuery(slo, alert, query, after) };
}

function wholeMinutes(duration: number): number {
  return Math.ceil(duration / MINUTE) * MINUTE;
}

function takenDelay(duration: number): number {
  const { shortest, longest } = LIMITS.absence;
  return Math.min(Math.max(wholeMinutes(duration), shortest), longest);
}
