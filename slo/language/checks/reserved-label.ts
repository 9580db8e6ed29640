import { RESERVED_LABELS } from "../../model/contract.ts";
import { SLO_RULES } from "../rules.ts";
import type { Check } from "./check.ts";

export const reservedLabel: Check = ({ slo, at }) =>
  slo.by.flatMap((label, index) => {
    if (!RESERVED_LABELS.has(label)) return [];
    const wrong = `\`${label}\` is a label that the compiler sets`;
    const advice = "Rename the label where the metric is scraped.";
    return [at.at("by", index).finding(SLO_RULES["reserved-label"], wrong, advice)];
  });
