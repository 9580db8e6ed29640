import type { Deliver, Destination } from "./channel.ts";

/** Delivers each message by the channel of its destination. */
export function deliverBy(channels: Readonly<Record<Destination["kind"], Deliver>>): Deliver {
  return (message, signal) => channels[message.destination.kind](message, signal);
}
