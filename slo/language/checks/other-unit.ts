import { TIME_UNITS } from "../../model/histogram-unit.ts";
import { SLO_RULES } from "../rules.ts";
import type { Check } from "./check.ts";

export const otherUnit: Check = ({ slo, at }, { catalogue }) => {
  const { indicator } = slo;
  if (indicator.kind !== "latency" || indicator.unit === undefined) return [];
  const declared = catalogue.metric(indicator.histogram.metric)?.unit;
  if (declared === undefined || declared === indicator.unit) return [];
  const isTime = TIME_UNITS.some((unit) => unit === declared);
  const wrong = `the threshold is taken in ${indicator.unit}, and \`${indicator.histogram.metric}\` is declared in ${declared}`;
  const advice = isTime ? `State \`unit: ${declared}\`.` : `Write the threshold as a number of ${declared}.`;
  return [at.at("indicator", "latency", "threshold").finding(SLO_RULES["other-unit"], wrong, advice)];
};
