import type { Finding } from "../../../foundation/findings/finding.ts";
import { LABELS } from "../../model/contract.ts";
import type { MetricCatalogue } from "../../model/metric-catalogue.ts";
import { isAboutItsTarget, SCRAPE_LABELS } from "../../model/scrape-labels.ts";
import { SLO_RULES } from "../rules.ts";
import type { Check } from "./check.ts";
import { selections } from "./selections.ts";

const WHO_SETS: ReadonlyMap<string, string> = new Map([
  ...SCRAPE_LABELS,
  ...[LABELS.slo, LABELS.service].map((label): [string, string] => [label, "the compiled rules"]),
]);
/** Rules record under names with a colon: nobody scrapes those. */
const RECORDED = /:/;

/** Once for each label of a promise: all its selectors name it for the same reason. */
export const targetLabel: Check = (defined, { catalogue }) => {
  const findings = new Map<string, Finding>();
  for (const { selector, at } of selections(defined)) {
    const { metric } = selector;
    if (defined.slo.indicator.kind === "probe" || isAboutItsTarget(metric) || RECORDED.test(metric)) continue;
    for (const matcher of selector.matchers) {
      const { label } = matcher;
      const who = WHO_SETS.get(label);
      if (who === undefined || findings.has(label) || isSaidToBeTheTargets(label, metric, catalogue)) continue;
      const wrong = `\`${label}\` is set by ${who}: it has the value that whoever scrapes gives it, and a program's own label of that name becomes \`exported_${label}\``;
      const advice = `Select by a label that the program sets under another name. If \`${label}\` is meant to be the target's, declare \`${metric}\` in a file of \`metrics\`, with \`target_labels: [${label}]\`.`;
      findings.set(label, at.finding(SLO_RULES["target-label"], wrong, advice, matcher));
    }
  }
  return [...findings.values()];
};

function isSaidToBeTheTargets(label: string, metric: string, catalogue: MetricCatalogue): boolean {
  return catalogue.series(metric)?.metric.targetLabels.has(label) ?? false;
}
