import { SLO_RULES } from "../rules.ts";
import type { Check } from "./check.ts";

export const missingRunbook: Check = ({ slo, at }) => {
  if (slo.runbook !== undefined || !slo.alerts.some((alert) => alert.severity === "page")) return [];
  const wrong = `${slo.id} pages and has no runbook`;
  const advice = "Add `runbook:`, or `alerts: { page: none }` if nobody should be woken.";
  return [at.at("name").finding(SLO_RULES["missing-runbook"], wrong, advice)];
};
