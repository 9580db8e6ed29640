import { SLO_RULES } from "../rules.ts";
import type { Check } from "./check.ts";

export const missingRunbook: Check = ({ slo, at }) => {
  if (slo.runbook !== undefined || !slo.alerts.some((alert) => alert.severity === "page")) return [];
  // Said outright: `runbook: none`.
  if (at.at("runbook").isThere) {
    const wrong = `${slo.id} pages without a runbook`;
    return [
      at.at("runbook").finding(SLO_RULES["no-runbook"], wrong, "Whoever is woken has nothing to go by: write one."),
    ];
  }
  const wrong = `${slo.id} pages and has no runbook`;
  const advice = "Add `runbook:`, or `alerts: { page: none }` if nobody should be woken.";
  return [at.at("name").finding(SLO_RULES["missing-runbook"], wrong, advice)];
};
