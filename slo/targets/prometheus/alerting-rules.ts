import { type BurnAlert, errorRatioThreshold } from "../../model/burn-policy.ts";
import { ALERTS, LABELS, RECORDED } from "../../model/contract.ts";
import { dashboardUrl, runbookUrl } from "../../model/links.ts";
import type { Platform } from "../../model/platform.ts";
import type { Slo } from "../../model/slo.ts";
import { REMEMBERED } from "../../model/timing.ts";
import { formatDuration } from "../../promql/duration.ts";
import { quote } from "../../promql/string-literal.ts";
import { tierSeries } from "./burn-windows.ts";
import type { AlertingRule } from "./rule.ts";
import { identity, recorded } from "./rule.ts";

/** One alert for each severity. Tiers need no `for`: their short windows already wait. */
export function burnAlertRules(slo: Slo, platform: Platform): AlertingRule[] {
  return slo.alerts.map((alert) => {
    const tiers = alert.tiers.map((tier) => {
      const { long, short, threshold } = tierSeries(slo, alert, tier);
      return `(\n  ${long} > ${threshold}\n  and\n  ${short} > ${threshold}\n)`;
    });
    return {
      alert: ALERTS.budgetBurn,
      expr: tiers.join("\nor\n"),
      labels: alertLabels(slo, alert),
      annotations: {
        summary: `${literal(slo.title)}: {{ $value | humanizePercentage }} of ${measured(slo)} bad${splitText(slo)}; promised are ${slo.objective.text} over ${formatDuration(slo.period)}`,
        description: `${fires(slo, alert)} ${budgetLeft(slo)}`,
        ...links(slo, platform),
      },
    };
  });
}

/**
 * Fires when the total has been seen in the last days and is gone now, for each `by` value on its own. It is as urgent as the SLO's most
 * urgent alert: while the signal is gone that alert cannot fire.
 */
export function absenceAlertRules(slo: Slo, platform: Platform): AlertingRule[] {
  const [mostUrgent] = slo.alerts;
  if (slo.absentAfter === undefined || mostUrgent === undefined) return [];
  const after = formatDuration(slo.absentAfter);
  return [
    {
      alert: ALERTS.signalAbsent,
      expr: `present_over_time(${recorded(RECORDED.totalEvents5m, slo)}[${formatDuration(REMEMBERED)}])\nunless\n${recorded(RECORDED.totalEvents, slo)}`,
      for: after,
      labels: alertLabels(slo, mostUrgent),
      annotations: {
        summary: `Nobody knows whether this holds: ${literal(slo.title)}${splitText(slo)}`,
        description: `The events that ${slo.id} counts have been missing for ${after}. The service, its scrape or the metric is gone; no burn-rate alert can fire until they are back.`,
        ...links(slo, platform),
      },
    },
  ];
}

function alertLabels(slo: Slo, alert: BurnAlert): Record<string, string> {
  return {
    [LABELS.severity]: alert.severity,
    ...identity(slo),
    [LABELS.owner]: slo.service.owner,
    [LABELS.tier]: String(slo.service.tier),
    [LABELS.escalation]: alert.escalation,
  };
}

function links(slo: Slo, platform: Platform): Record<string, string> {
  const runbook = runbookUrl(slo, platform);
  return { ...(runbook === undefined ? {} : { runbook_url: runbook }), dashboard_url: dashboardUrl(slo, platform) };
}

function measured(slo: Slo): string {
  return slo.indicator.kind === "probe" || slo.indicator.kind === "condition" ? "the time is" : "events are";
}

/** `, region north`, from the labels of the firing series. */
function splitText(slo: Slo): string {
  return slo.by.map((label) => `, ${label} {{ $labels.${label} }}`).join("");
}

function fires(slo: Slo, alert: BurnAlert): string {
  const of = alert.traffic === "period" ? " of the period's mean traffic" : "";
  const tiers = alert.tiers.map((tier) => {
    const percent = errorRatioThreshold(tier, slo.objective.errorBudget).times(100).round(4).toString();
    const now = query(slo, tierSeries(slo, alert, tier).long.replace(/\{.*/s, ""), "no events");
    return `above ${percent}%${of} over ${formatDuration(tier.longWindow)} and ${formatDuration(tier.shortWindow)} (${tier.burnRate.round(2).toString()}x; now ${now})`;
  });
  return `The error ratio is ${tiers.join(", or ")}.`;
}

function budgetLeft(slo: Slo): string {
  return `Error budget left of ${formatDuration(slo.period)}: ${query(slo, RECORDED.budgetRemaining, "not known yet")}.`;
}

/** A template that looks a recorded series of the firing labels up and prints it as a percentage. */
function query(slo: Slo, name: string, otherwise: string): string {
  const selector = `${name}{${[`${LABELS.slo}=%q`, ...slo.by.map((label) => `${label}=%q`)].join(",")}}`;
  const values = [quote(slo.id), ...slo.by.map((label) => `$labels.${label}`)].join(" ");
  return `{{ with printf ${quote(selector)} ${values} | query }}{{ . | first | value | humanizePercentage }}{{ else }}${otherwise}{{ end }}`;
}

/** Text that a Go template leaves as it is. */
function literal(text: string): string {
  return text.replaceAll("{{", '{{ "{{" }}');
}
