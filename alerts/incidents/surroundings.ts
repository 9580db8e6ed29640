import type { Severity } from "../../slo/model/burn-policy.ts";
import { destinationOf, type Environment } from "../channels/destination.ts";
import { decideEscalation, nextOpening } from "../routing/decide.ts";
import type { EscalationPolicy, Routing } from "../routing/routing.ts";
import type { Surroundings } from "./incident-event.ts";
import type { IncidentRecord } from "./records.ts";

/** What the routing policy says of one incident at one moment. */
export function surroundingsOf(
  { about }: Pick<IncidentRecord, "about">,
  { routing, environment, now }: { readonly routing: Routing; readonly environment: Environment; readonly now: number },
): Surroundings {
  const labelsOf = (severity: Severity) => {
    const said = about[severity] ?? about.page ?? about.ticket;
    return { ...said?.labels, severity };
  };
  const find = (channel: string) => destinationOf(routing, environment, channel);
  return {
    now,
    policyFor: (severity) => decideEscalation(routing, labelsOf(severity)),
    policyNamed: (name) => routing.escalations.get(name),
    destinationOf: find,
    opening: (policy, severity) => openingOf(policy, severity, now),
    fallback: routing.fallback.flatMap((channel) => find(channel) ?? []),
  };
}

/** Pages never wait. */
function openingOf({ hours }: EscalationPolicy, severity: Severity, now: number): number {
  return severity === "page" || hours === undefined ? now : nextOpening(hours, now);
}
