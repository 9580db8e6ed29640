import { ALERTS, type Deed, type Incident, isFiring, type Told } from "./incident.ts";
import type { Draft, Outcome } from "./incident-event.ts";
import { entry, quietly } from "./outcome.ts";

/** The incident ends, by a person or by its alerts. */
export function resolve(incident: Incident, deed: Deed): Outcome {
  if (incident.state === "resolved") return quietly(incident);
  const byAlerts = deed.by === ALERTS;
  const still = isFiring(incident) ? " Its alerts still fire: should they go on for an hour, they open a new one." : "";
  const text = byAlerts ? "All its alerts have ended." : `${deed.by} resolved it.${still}`;
  return {
    incident: {
      ...incident,
      state: "resolved",
      resolved: deed,
      silencedUntil: byAlerts ? undefined : incident.silencedUntil,
      paging: incident.paging && { ...incident.paging, next: undefined },
      told: [],
      closed: byAlerts ? [] : incident.told,
      news: undefined,
      flaps: { ...incident.flaps, held: undefined },
    },
    drafts: endOf(incident.told, text),
    entries: [entry("resolved", text)],
  };
}

/** One end for each key; who has several mails reads of it once. */
export function endOf(told: readonly Told[], reason: string): Draft[] {
  const last = new Map(told.map((one) => [one.destination.channel, one]));
  const isLast = (one: Told) => one.destination.kind !== "email" || last.get(one.destination.channel) === one;
  return draftsFor("resolve", told.filter(isLast), reason);
}

export function draftsFor(action: Draft["action"], told: readonly Told[], reason: string): Draft[] {
  return told.map(({ severity, dedupKey, destination }) => ({ action, severity, dedupKey, destination, reason }));
}
