import { RULE_LIMITS } from "../../model/rule-limits.ts";
import type { Slo } from "../../model/slo.ts";
import { readWindow, TIMING } from "../../model/timing.ts";
import { formatDuration } from "../../promql/duration.ts";
import type { Compilation } from "../target.ts";
import { absenceAlertRules, burnAlertRules, WATCHDOG_RULE } from "./alerting-rules.ts";
import { backfillRules, fastRecordingRules, slowRecordingRules } from "./recording-rules.ts";
import type { RuleGroup } from "./rule.ts";
import { splitGroup } from "./split-group.ts";

/** The two rule groups of an SLO; one with more rules than whoever reads them takes is several. */
export function ruleGroups(
  slo: Slo,
  { platform, timing = TIMING }: Pick<Compilation, "platform" | "timing">,
): RuleGroup[] {
  const base = readWindow(slo.scrapeInterval, timing);
  const { rulesPerGroup } = platform.ruleLimits ?? RULE_LIMITS;
  const groups: RuleGroup[] = [
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
  return groups.flatMap((group) => splitGroup(group, rulesPerGroup));
}

/** One group that only a backfill reads; Prometheus itself never loads it. */
export function backfillGroups(slo: Slo): RuleGroup[] {
  return [{ name: `slo:${slo.id}:backfill`, interval: formatDuration(TIMING.slowRules), rules: backfillRules(slo) }];
}

/** The alert that always fires stands alone, so that no other rule can keep it from its turn. */
export function watchdogGroup({ timing = TIMING }: Pick<Compilation, "timing">): RuleGroup {
  return { name: "slo:watchdog", interval: formatDuration(timing.fastRules), rules: [WATCHDOG_RULE] };
}
