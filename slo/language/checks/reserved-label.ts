import { RESERVED_LABELS } from "../../model/contract.ts";
import { canBeGroupedBy } from "../../promql/words.ts";
import { SLO_RULES } from "../rules.ts";
import type { Check } from "./check.ts";

export const reservedLabel: Check = ({ slo, at }) =>
  slo.by.flatMap((label, index) => {
    const isWord = !canBeGroupedBy(label);
    if (!RESERVED_LABELS.has(label) && !isWord) return [];
    const wrong = `\`${label}\` is ${isWord ? "a word of PromQL, which groups by no such label" : "a label that the compiler sets"}`;
    const advice = "Rename the label where the metric is scraped.";
    return [at.at("by", index).finding(SLO_RULES["reserved-label"], wrong, advice)];
  });
