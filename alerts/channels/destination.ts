import { createHash } from "node:crypto";
import type { Routing } from "../routing/routing.ts";
import type { Destination } from "./channel.ts";

/** Where the secrets are that the routing policy names. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** Where a channel leads, with the routing key that is in the environment now. */
export function destinationOf(routing: Routing, environment: Environment, name: string): Destination | undefined {
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

/** Each reader of a mail alone: one that is refused, or asked to come again, must not decide for the others. */
export function eachAlone(destination: Destination): readonly Destination[] {
  return destination.kind === "email"
    ? destination.to.map((reader) => ({ ...destination, to: [reader] }))
    : [destination];
}

/** What shares a rate and a circuit breaker: the channel's name and a digest of where it leads, which may hold a secret. */
export function placeOf(destination: Destination): string {
  const digest = createHash("sha256").update(JSON.stringify(destination)).digest("hex");
  return `${destination.channel}/${digest.slice(0, 12)}`;
}
