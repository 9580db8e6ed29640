import type { EscalationPolicy, Labels, MaintenanceWindow, Routing } from "./routing.ts";

export { nextOpening } from "./next-opening.ts";

/** The policy that an alert goes by, and what a person should know about the choice. */
export interface EscalationDecision {
  readonly policy: EscalationPolicy;
  /** One sentence, when the alert asks for a policy that does not exist. */
  readonly note: string | undefined;
}

/** The policy that the `escalation` label names, or that of the first route that matches; says when the label names one that does not exist. */
export function decideEscalation(routing: Routing, labels: Labels): EscalationDecision {
  const name = Object.hasOwn(labels, "escalation") ? (labels["escalation"] ?? "") : "";
  const named = routing.escalations.get(name);
  if (named !== undefined) return { policy: named, note: undefined };
  const route = routing.routes.find(({ matches }) => matches(labels));
  const policy = routing.escalations.get(route?.escalation ?? "");
  if (policy === undefined) throw new Error("the routing policy has no last route");
  if (name === "") return { policy, note: undefined };
  return { policy, note: `There is no escalation policy ${name}; the routes chose ${policy.name}.` };
}

/** The maintenance that covers an alert at a moment (Unix milliseconds); of several the one that ends last. */
export function maintenanceAt(routing: Routing, labels: Labels, at: number): MaintenanceWindow | undefined {
  return routing.maintenance
    .filter(({ from, until, matches }) => from <= at && at < until && matches(labels))
    .sort((a, b) => b.until - a.until)[0];
}
