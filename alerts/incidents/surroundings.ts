import { createHash } from "node:crypto";
import type { Severity } from "../../slo/model/burn-policy.ts";
import type { Destination } from "../channels/channel.ts";
import { decideEscalation, maintenanceAt, nextOpening } from "../routing/decide.ts";
import type { EscalationPolicy, Routing } from "../routing/routing.ts";
import type { IncidentRecord } from "../storage/incident-record.ts";
import type { Surroundings } from "./incident-event.ts";

export type Environment = Readonly<Record<string, string | undefined>>;

/** What the routing policy says of one incident at one moment. */
export function surroundingsOf(
  { about, incident }: Pick<IncidentRecord, "about" | "incident">,
  routing: Routing,
  environment: Environment,
  now: number,
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
    maintenanceUntil: maintenanceAt(routing, labelsOf(incident.severity), now)?.until,
    opening: (policy, severity) => openingOf(policy, severity, now),
    fallback: routing.fallback.flatMap((channel) => find(channel) ?? []),
  };
}

/** Pages never wait. */
function openingOf({ hours }: EscalationPolicy, severity: Severity, now: number): number {
  return severity === "page" || hours === undefined ? now : nextOpening(hours, now);
}

/** Where a channel leads, with the routing key that is in the environment now. */
function destinationOf(routing: Routing, environment: Environment, name: string): Destination | undefined {
  const channel = routing.channels.get(name);
  switch (channel?.kind) {
    case undefined:
      return undefined;
    case "pagerduty": {
      const routingKey = environment[channel.routingKeyEnv];
      return routingKey ? { kind: "pagerduty", channel: name, routingKey } : undefined;
    }
    case "email":
      return { kind: "email", channel: name, to: channel.to };
    case "webhook":
      return { kind: "webhook", channel: name, url: channel.url, secretEnv: channel.secretEnv };
  }
}

/** What shares a rate and a circuit breaker: the channel's name and a digest of where it leads, which may hold a secret. */
export function placeOf(destination: Destination): string {
  const digest = createHash("sha256").update(JSON.stringify(destination)).digest("hex");
  return `${destination.channel}/${digest.slice(0, 12)}`;
}
