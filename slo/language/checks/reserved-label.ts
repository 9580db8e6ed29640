import { RESERVED_LABELS } from "../../model/contract.ts";
import { canBeGroupedBy } from "../../promql/words.ts";
import { SLO_RULES } from "../rules.ts";
import type { Check } from "./check.ts";

export const reservedLabel: Check = ({ slo, at }) =>
  slo.by.flatMap((label, index) => {
    const isStated = label in slo.labels;
    const isWord = !canBeGroupedBy(label);
    if (!RESERVED_LABELS.has(label) && !isStated && !isWord) return [];
    const why = isWord
      ? "a word of PromQL, which groups by no such label"
      : `a label that the ${isStated ? "configuration" : "compiler"} sets`;
    const wrong = `\`${label}\` is ${why}`;
    const advice = isStated
      ? "The configuration states one value of it for all; split by it or state it, not both."
      : "Rename the label where the metric is scraped.";
    return [at.at("by", index).finding(SLO_RULES["reserved-label"], wrong, advice)];
  });
