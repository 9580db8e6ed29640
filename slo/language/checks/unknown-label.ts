import { closest } from "../closest.ts";
import type { Diagnostic } from "../diagnostic.ts";
import type { Check } from "./check.ts";
import { selections } from "./selections.ts";

export const unknownLabel: Check = (defined, { catalogue }) => {
  const { slo, source, path } = defined;
  const findings: Diagnostic[] = [];
  for (const { selector, span } of selections(defined)) {
    const series = catalogue.series(selector.metric);
    if (series === undefined) continue;
    const labels = [...series.metric.labels.keys(), ...(series.part === "bucket" ? ["le"] : [])];
    const help = (label: string): string => {
      const near = closest(label, labels);
      return near === undefined ? `It has: ${labels.join(", ")}.` : `Did you mean \`${near}\`?`;
    };
    for (const matcher of selector.matchers) {
      if (labels.includes(matcher.label)) continue;
      findings.push(
        source.diagnose(
          "unknown-label",
          span(matcher),
          `\`${selector.metric}\` has no label \`${matcher.label}\``,
          help(matcher.label),
        ),
      );
    }
    for (const [index, label] of slo.by.entries()) {
      if (labels.includes(label)) continue;
      const message = `\`${selector.metric}\` has no label \`${label}\` to split by`;
      findings.push(source.diagnose("unknown-label", source.span([...path, "by", index]), message, help(label)));
    }
  }
  return findings;
};
