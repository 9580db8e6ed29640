import { type Advice, didYouMean } from "../../../foundation/findings/advice.ts";
import { closest } from "../../../foundation/findings/closest.ts";
import type { Finding } from "../../../foundation/findings/finding.ts";
import { RESERVED_LABELS } from "../../model/contract.ts";
import type { MetricCatalogue } from "../../model/metric-catalogue.ts";
import type { DefinedSlo } from "../defined-slo.ts";
import { SLO_RULES } from "../rules.ts";
import type { Check } from "./check.ts";
import { selections } from "./selections.ts";

export const unknownLabel: Check = (defined, { catalogue }) => {
  const findings: Finding[] = [];
  for (const { selector, at } of selections(defined)) {
    const labels = labelsOf(selector.metric, catalogue);
    if (labels === undefined) continue;
    for (const matcher of selector.matchers) {
      if (labels.includes(matcher.label)) continue;
      const wrong = `\`${selector.metric}\` has no label \`${matcher.label}\``;
      const name = { from: matcher.from, to: matcher.from + matcher.label.length };
      findings.push(at.finding(SLO_RULES["unknown-label"], wrong, suggestion(matcher.label, labels, labels), name));
    }
  }
  for (const [index, label] of defined.slo.by.entries()) {
    if (RESERVED_LABELS.has(label)) continue;
    for (const metric of new Set(selections(defined).map(({ selector }) => selector.metric))) {
      const labels = labelsOf(metric, catalogue);
      if (labels === undefined || labels.includes(label)) continue;
      const wrong = `\`${metric}\` has no label \`${label}\` to split by`;
      const place = defined.at.at("by", index);
      findings.push(
        place.finding(SLO_RULES["unknown-label"], wrong, suggestion(label, labels, splittable(labels, defined))),
      );
    }
  }
  return findings;
};

function labelsOf(seriesName: string, catalogue: MetricCatalogue): string[] | undefined {
  const series = catalogue.series(seriesName);
  return series && [...series.metric.labels.keys(), ...(series.part === "bucket" ? ["le"] : [])];
}

/** Labels that `by` could name besides those that it names. */
function splittable(labels: readonly string[], { slo }: DefinedSlo): string[] {
  return labels.filter((label) => !RESERVED_LABELS.has(label) && !slo.by.includes(label));
}

function suggestion(label: string, labels: readonly string[], candidates: readonly string[]): Advice {
  return didYouMean(closest(label, candidates), `It has: ${labels.join(", ")}.`);
}
