import { didYouMean } from "../../../foundation/findings/advice.ts";
import { closest } from "../../../foundation/findings/closest.ts";
import { SLO_RULES } from "../rules.ts";
import type { Check } from "./check.ts";

export const unknownRunbook: Check = ({ slo, at }, { runbooks }) => {
  if (slo.runbook === undefined || runbooks === undefined || runbooks.has(slo.runbook)) return [];
  const near = closest(slo.runbook, runbooks);
  const advice = didYouMean(near, `Write en/${slo.runbook}.md in the folder of runbooks.`);
  return [at.at("runbook").finding(SLO_RULES["unknown-runbook"], `there is no runbook \`${slo.runbook}\``, advice)];
};
