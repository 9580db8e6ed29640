import { closest } from "../../../foundation/findings/closest.ts";
import type { Finding } from "../../../foundation/findings/finding.ts";
import type { Path } from "../../../foundation/findings/yaml-source.ts";
import type { BurnAlert } from "../../model/burn-policy.ts";
import type { DefinedSlo } from "../defined-slo.ts";
import type { CheckContext } from "./check.ts";

/** An alert that asks for a policy nobody wrote goes to whom the last route names. Told once where several SLOs share a default. */
export function unknownEscalation(defined: readonly DefinedSlo[], { escalations }: CheckContext): Finding[] {
  if (escalations === undefined) return [];
  const found = new Map<string, Finding>();
  for (const one of defined) {
    for (const alert of one.slo.alerts) {
      if (escalations.has(alert.escalation)) continue;
      const { source } = one;
      const near = closest(alert.escalation, escalations);
      const help = near === undefined ? "Add it under `escalations` of the routing file." : `Did you mean \`${near}\`?`;
      const message = `there is no escalation policy \`${alert.escalation}\``;
      const finding = source.diagnose("unknown-escalation", source.span(placeOf(one, alert)), message, help);
      found.set(`${finding.file}:${finding.line}:${finding.column}`, finding);
    }
  }
  return [...found.values()];
}

function placeOf({ source, path }: DefinedSlo, { severity }: BurnAlert): Path {
  const own = [...path, "alerts", severity, "escalation"];
  return source.has(own) ? own : ["defaults", "alerts", severity, "escalation"];
}
