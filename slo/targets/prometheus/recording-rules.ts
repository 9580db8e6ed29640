import type { BurnAlert } from "../../model/burn-policy.ts";
import { errorRatioName, LABELS, periodTrafficErrorRatioName, RECORDED } from "../../model/contract.ts";
import type { Slo } from "../../model/slo.ts";
import { tierFigures } from "../../model/tier-figures.ts";
import { readWindow } from "../../model/timing.ts";
import { DAY, formatDuration, MINUTE } from "../../promql/duration.ts";
import { aggregate } from "../raw-series.ts";
import { burnWindows, LONGEST_FAST_WINDOW, periodTrafficWindows, tierSeries } from "./burn-windows.ts";
import { eventRates } from "./event-rates.ts";
import type { RecordingRule } from "./rule.ts";
import { identity, recorded } from "./rule.ts";

/**
 * Rules at 30 s. The raw series are read once, over the base window; every longer window sums what was recorded. Each event is counted
 * in as many overlapping evaluations as fit the base window, with the same weight, so a ratio of sums is a ratio of event counts.
 */
export function fastRecordingRules(slo: Slo, base: number): RecordingRule[] {
  const rates = eventRates(slo, base);
  return [
    rule(slo, RECORDED.totalEvents, rates.total),
    rule(slo, RECORDED.badEvents, rates.bad(aggregate("sum", slo, recorded(RECORDED.totalEvents, slo)))),
    ...errorRatios(slo, (window) => window <= LONGEST_FAST_WINDOW, RECORDED.badEvents, RECORDED.totalEvents),
    rule(
      slo,
      RECORDED.currentBurnRate,
      `${recorded(errorRatioName(5 * MINUTE), slo)} / ${slo.objective.errorBudget.toFixed()}`,
    ),
    ...(slo.alerts.length === 0 ? [calmState(slo)] : slo.alerts.flatMap((alert) => burnStates(slo, alert))),
  ];
}

/**
 * The 5 m series again, straight from the raw series: for `promtool tsdb create-blocks-from rules`, which gives an SLO that is added today
 * its past. Everything longer than 6 h follows from these two.
 */
export function backfillRules(slo: Slo): RecordingRule[] {
  const rates = eventRates(slo, Math.max(5 * MINUTE, readWindow(slo.scrapeInterval)));
  return [rule(slo, RECORDED.totalEvents5m, rates.total), rule(slo, RECORDED.badEvents5m, rates.bad(rates.total))];
}

/** Rules at 2 m: long windows, the period, and what dashboards need to know of the SLO. */
export function slowRecordingRules(slo: Slo): RecordingRule[] {
  const period = formatDuration(slo.period);
  const budget = slo.objective.errorBudget.toFixed();
  const average = (name: string, window: string): string => `avg_over_time(${recorded(name, slo)}[${window}])`;
  return [
    rule(slo, RECORDED.totalEvents5m, average(RECORDED.totalEvents, "5m")),
    rule(slo, RECORDED.badEvents5m, average(RECORDED.badEvents, "5m")),
    rule(slo, RECORDED.periodTotalEvents, average(RECORDED.totalEvents5m, period)),
    rule(slo, RECORDED.periodBadEvents, average(RECORDED.badEvents5m, period)),
    ...errorRatios(
      slo,
      (window) => window > LONGEST_FAST_WINDOW && window < slo.period,
      RECORDED.badEvents5m,
      RECORDED.totalEvents5m,
    ),
    rule(
      slo,
      errorRatioName(slo.period),
      `${recorded(RECORDED.periodBadEvents, slo)} / (${recorded(RECORDED.periodTotalEvents, slo)} > 0)`,
    ),
    rule(slo, RECORDED.periodBurnRate, `${recorded(errorRatioName(slo.period), slo)} / ${budget}`),
    rule(slo, RECORDED.budgetRemaining, `1 - ${recorded(RECORDED.periodBurnRate, slo)}`),
    rule(slo, RECORDED.objective, `vector(${slo.objective.ratio.toFixed()})`),
    rule(slo, RECORDED.errorBudget, `vector(${budget})`),
    rule(slo, RECORDED.periodDays, `vector(${slo.period / DAY})`),
    rule(slo, RECORDED.info, "vector(1)", info(slo)),
  ];
}

/** The error ratios of the windows that `isWanted` picks, from a pair of recorded event rates. Absent while a window had no events. */
function errorRatios(slo: Slo, isWanted: (window: number) => boolean, bad: string, total: string): RecordingRule[] {
  const sum = (name: string, window: number): string =>
    `sum_over_time(${recorded(name, slo)}[${formatDuration(window)}])`;
  const ofWindow = burnWindows(slo)
    .filter(isWanted)
    .map((window) => rule(slo, errorRatioName(window), `${sum(bad, window)} / (${sum(total, window)} > 0)`));
  const ofPeriod = periodTrafficWindows(slo)
    .filter(isWanted)
    .map((window) => {
      const average = `avg_over_time(${recorded(bad, slo)}[${formatDuration(window)}])`;
      return rule(
        slo,
        periodTrafficErrorRatioName(window),
        `${average} / (${recorded(RECORDED.periodTotalEvents, slo)} > 0)`,
      );
    });
  return [...ofWindow, ...ofPeriod];
}

/** 2 when the long window burns too fast plus 1 when the short one does, so 3 is firing; 0 while there is a signal and nothing to burn. */
function burnStates(slo: Slo, alert: BurnAlert): RecordingRule[] {
  const { burnRate } = tierFigures(slo);
  return alert.tiers.map((tier) => {
    const { long, short, threshold } = tierSeries(slo, alert, tier);
    const expr = `2 * (${long} > bool ${threshold})\n+\n(${short} > bool ${threshold} or 0 * ${long})\nor\n0 * ${recorded(RECORDED.totalEvents, slo)}`;
    return rule(slo, RECORDED.burnState, expr, {
      [LABELS.severity]: alert.severity,
      [LABELS.longWindow]: formatDuration(tier.longWindow),
      [LABELS.shortWindow]: formatDuration(tier.shortWindow),
      [LABELS.burnRate]: burnRate(tier),
    });
  });
}

/** An SLO without alerts is never more than OK, but it is measured. */
function calmState(slo: Slo): RecordingRule {
  return rule(slo, RECORDED.burnState, `0 * ${recorded(RECORDED.totalEvents, slo)}`);
}

function info(slo: Slo): Record<string, string> {
  return {
    title: slo.title,
    objective: slo.objective.text,
    window: formatDuration(slo.period),
    [LABELS.owner]: slo.service.owner,
    [LABELS.tier]: String(slo.service.tier),
    indicator: slo.indicator.kind,
    ...(slo.runbook === undefined ? {} : { runbook: slo.runbook }),
  };
}

function rule(slo: Slo, record: string, expr: string, labels: Readonly<Record<string, string>> = {}): RecordingRule {
  return { record, expr, labels: { ...identity(slo), ...labels } };
}
