import { ALERTS, LABELS } from "../../model/contract.ts";
import type { Slo } from "../../model/slo.ts";
import { baseWindow, TIMING } from "../../model/timing.ts";
import { formatDuration } from "../../promql/duration.ts";
import type { Compilation } from "../target.ts";
import { absenceAlertRules, burnAlertRules } from "./alerting-rules.ts";
import { backfillRules, fastRecordingRules, slowRecordingRules } from "./recording-rules.ts";
import type { RuleGroup } from "./rule.ts";

/** The two rule groups of an SLO, each at most 20 rules: Mimir takes no more by default (ruler_max_rules_per_rule_group). */
export function ruleGroups(
  slo: Slo,
  { platform, timing = TIMING }: Pick<Compilation, "platform" | "timing">,
): RuleGroup[] {
  const base = baseWindow(platform.scrapeInterval);
  return [
    {
      name: `slo:${slo.id}:fast`,
      interval: formatDuration(timing.fastRules),
      rules: [...fastRecordingRules(slo, base), ...burnAlertRules(slo, platform)],
    },
    {
      name: `slo:${slo.id}:slow`,
      interval: formatDuration(timing.slowRules),
      rules: [...slowRecordingRules(slo), ...absenceAlertRules(slo, platform)],
    },
  ];
}

/** One group that only a backfill reads; Prometheus itself never loads it. */
export function backfillGroups(slo: Slo): RuleGroup[] {
  return [{ name: `slo:${slo.id}:backfill`, interval: formatDuration(TIMING.slowRules), rules: backfillRules(slo) }];
}

/** The alert that always fires, whose silence the alert router takes for an outage of the alerting itself. */
export function watchdogGroup({ timing = TIMING }: Pick<Compilation, "timing">): RuleGroup {
  return {
    name: "slo:watchdog",
    interval: formatDuration(timing.fastRules),
    rules: [
      {
        alert: ALERTS.watchdog,
        expr: "vector(1)",
        labels: { [LABELS.severity]: "none" },
        annotations: { summary: "Always fires. Its silence is an outage of the alerting itself." },
      },
    ],
  };
}
