import type { Check } from "./check.ts";

export const missingRunbook: Check = ({ slo, source, path }) => {
  if (slo.runbook !== undefined || !slo.alerts.some((alert) => alert.severity === "page")) return [];
  return [
    source.diagnose(
      "missing-runbook",
      source.span([...path, "name"]),
      `${slo.id} pages and has no runbook`,
      "Add `runbook:`, or `alerts: { page: none }` if nobody should be woken.",
    ),
  ];
};
