import { type Alert, absenceAlert, absenceOf, burnAlert, type Live, WATCHDOG } from "../../model/alert.ts";
import type { BurnAlert } from "../../model/burn-policy.ts";
import { LABELS, RECORDED } from "../../model/contract.ts";
import { BUDGET_LEFT, ERROR_RATIO, type Figure } from "../../model/figures.ts";
import type { Platform } from "../../model/platform.ts";
import type { Slo } from "../../model/slo.ts";
import { graceOf } from "../../model/timing.ts";
import { formatDuration, HOUR } from "../../promql/duration.ts";
import { quote } from "../../promql/string-literal.ts";
import { tierNames, tierSeries } from "./burn-windows.ts";
import { figureTemplate } from "./figure-template.ts";
import { type AlertingRule, recorded } from "./rule.ts";

/** One alert for each severity. Tiers need no `for`: their short windows already wait. */
export function burnAlertRules(slo: Slo, platform: Platform): AlertingRule[] {
  return slo.alerts.map((alert) => {
    const tiers = alert.tiers.map((tier) => {
      const { long, short, threshold } = tierSeries(slo, alert, tier);
      return `(\n  ${long} > ${threshold}\n  and\n  ${short} > ${threshold}\n)`;
    });
    return rule(burnAlert(literal(slo), alert, platform, templates(slo, alert)), tiers.join("\nor\n"));
  });
}

/**
 * Fires while the total is not there, for each `by` value that the period has seen on its own; where it has seen none, for the whole, once
 * the promise has stood for its grace. The hour before that bridges what Prometheus itself was away.
 */
export function absenceAlertRules(slo: Slo, platform: Platform): AlertingRule[] {
  const absence = absenceOf(slo);
  if (absence === undefined) return [];
  const seen = recorded(RECORDED.periodTotalEvents, slo);
  const promised = `last_over_time(${recorded(RECORDED.objective, slo)}[${formatDuration(HOUR)}] offset ${formatDuration(graceOf(absence.after))})`;
  const expr = `(\n  ${seen}\n  or on (${LABELS.slo})\n  ${promised}\n)\nunless\n${recorded(RECORDED.totalEvents, slo)}`;
  return [rule(absenceAlert(literal(slo), absence, platform, partTemplate), expr, formatDuration(absence.after))];
}

export const WATCHDOG_RULE = rule(WATCHDOG, "vector(1)");

function rule({ name, labels, annotations }: Alert, expr: string, holds?: string): AlertingRule {
  return { alert: name, expr, ...(holds === undefined ? {} : { for: holds }), labels, annotations };
}

/** The SLO with a title that a Go template leaves as it is; its other texts hold no braces. */
function literal(slo: Slo): Slo {
  return { ...slo, title: slo.title.replaceAll("{{", '{{ "{{" }}') };
}

const BAD = figureTemplate(ERROR_RATIO, "$value");
const NOW = printed(ERROR_RATIO);
const LEFT = printed(BUDGET_LEFT);

/** What a template prints of the series that it looked up. */
function printed(figure: Figure): string {
  return `{{ $v := . | first | value }}${figureTemplate(figure, "$v")}{{ else }}${figure.otherwise}`;
}

/** Templates that print what the firing series and the recorded series beside it say. */
function templates(slo: Slo, alert: BurnAlert): Live {
  return {
    bad: BAD,
    now: (tier) => query(slo, tierNames(alert, tier).long, NOW),
    budgetLeft: query(slo, `100 * ${RECORDED.budgetRemaining}`, LEFT),
    part: partTemplate,
  };
}

function partTemplate(label: string): string {
  return `{{ with $labels.${label} }}, ${label} {{ . }}{{ end }}`;
}

/** A template that looks a recorded series of the firing labels up and prints it. */
function query(slo: Slo, name: string, print: string): string {
  const labels = [LABELS.slo, ...Object.keys(slo.labels), ...slo.by];
  const selector = `${name}{${labels.map((label) => `${label}=%q`).join(",")}}`;
  const stated = [slo.id, ...Object.values(slo.labels)].map(quote);
  const values = [...stated, ...slo.by.map((label) => `$labels.${label}`)].join(" ");
  return `{{ with printf ${quote(selector)} ${values} | query }}${print}{{ end }}`;
}
