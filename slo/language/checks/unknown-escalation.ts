import { didYouMean } from "../../../foundation/findings/advice.ts";
import { closest } from "../../../foundation/findings/closest.ts";
import type { Finding } from "../../../foundation/findings/finding.ts";
import type { Part } from "../../../foundation/findings/part.ts";
import type { BurnAlert } from "../../model/burn-policy.ts";
import type { DefinedSlo } from "../defined-slo.ts";
import { SLO_RULES } from "../rules.ts";
import type { CheckContext } from "./check.ts";

/** An alert that asks for a policy nobody wrote goes to whom the last route names. Told once where several SLOs share a default. */
export function unknownEscalation(defined: readonly DefinedSlo[], { escalations }: CheckContext): Finding[] {
  if (escalations === undefined) return [];
  const found = new Map<string, Finding>();
  for (const one of defined) {
    for (const alert of one.slo.alerts) {
      if (escalations.has(alert.escalation)) continue;
      const near = closest(alert.escalation, escalations);
      const advice = didYouMean(near, "Add it under `escalations` of the routing file.");
      const wrong = `there is no escalation policy \`${alert.escalation}\``;
      const finding = partOf(one, alert).finding(SLO_RULES["unknown-escalation"], wrong, advice);
      const { file, line, column } = finding.place;
      found.set(`${file}:${line}:${column}`, finding);
    }
  }
  return [...found.values()];
}

function partOf({ at }: DefinedSlo, { severity }: BurnAlert): Part {
  const own = at.at("alerts", severity, "escalation");
  return own.isThere ? own : at.root.at("defaults", "alerts", severity, "escalation");
}
