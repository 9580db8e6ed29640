import { baseWindow } from "../../model/base-window.ts";
import type { Platform } from "../../model/platform.ts";
import type { Slo } from "../../model/slo.ts";
import { absenceAlertRules, burnAlertRules } from "./alerting-rules.ts";
import { backfillRules, fastRecordingRules, slowRecordingRules } from "./recording-rules.ts";
import type { RuleGroup } from "./rule.ts";

/** Half the shortest base window that a scrape of 15 s gives. */
const FAST_INTERVAL = "30s";
/** Well below the five minutes after which Prometheus forgets a sample. */
const SLOW_INTERVAL = "2m";

/** The two rule groups of an SLO, each at most 20 rules: Mimir takes no more by default (ruler_max_rules_per_rule_group). */
export function ruleGroups(slo: Slo, platform: Platform): RuleGroup[] {
  const base = baseWindow(platform.scrapeInterval);
  return [
    {
      name: `slo:${slo.id}:fast`,
      interval: FAST_INTERVAL,
      rules: [...fastRecordingRules(slo, base), ...burnAlertRules(slo, platform)],
    },
    {
      name: `slo:${slo.id}:slow`,
      interval: SLOW_INTERVAL,
      rules: [...slowRecordingRules(slo), ...absenceAlertRules(slo, platform)],
    },
  ];
}

/** One group that only a backfill reads; Prometheus itself never loads it. */
export function backfillGroup(slo: Slo): RuleGroup {
  return { name: `slo:${slo.id}:backfill`, interval: SLOW_INTERVAL, rules: backfillRules(slo) };
}
