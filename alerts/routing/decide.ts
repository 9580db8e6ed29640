import { spanAt } from "./recurrence.ts";
import type { EscalationPolicy, Labels, MaintenanceWindow, Routing, Span } from "./routing.ts";

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

/** Maintenance that is under way. */
export interface OpenMaintenance {
  readonly window: MaintenanceWindow;
  readonly span: Span;
}

/** Tells which maintenance covers an alert. */
export type Maintenance = (labels: Labels) => OpenMaintenance | undefined;

/** Tells which maintenance covers an alert at a moment (Unix milliseconds); of several the one that ends last. */
export function maintenanceAt({ maintenance }: Pick<Routing, "maintenance">, at: number): Maintenance {
  const open = maintenance
    .flatMap((window): OpenMaintenance[] => {
      const span = "every" in window ? spanAt(window.every, at) : window;
      return span !== undefined && span.from <= at && at < span.until ? [{ window, span }] : [];
    })
    .sort((a, b) => b.span.until - a.span.until);
  return (labels) => open.find(({ window }) => window.matches(labels));
}
