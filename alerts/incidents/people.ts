import { type Deed, type Incident, isFiring, type Told } from "./incident.ts";
import type { Draft, Outcome } from "./incident-event.ts";

/** A person takes the incident: escalation stops, and every destination hears of it; the one it came from knows, and does nothing. */
export function acknowledge(incident: Incident, deed: Deed): Outcome {
  if (incident.state !== "triggered") return { incident, drafts: [], entries: [] };
  const { paging } = incident;
  return {
    incident: {
      ...incident,
      state: "acknowledged",
      acknowledged: deed,
      paging: paging && { ...paging, next: undefined },
    },
    drafts: incident.told
      // A mail that says "acknowledged" asks nothing of its reader.
      .filter(({ destination }) => destination.kind !== "email")
      .map((told) => draft(told, "acknowledge", `${deed.by} acknowledged.`)),
    entries: [{ kind: "acknowledged", text: `${deed.by} acknowledged.` }],
  };
}

/** The incident ends, by a person or by its alerts. */
export function resolve(incident: Incident, deed: Deed): Outcome {
  if (incident.state === "resolved") return { incident, drafts: [], entries: [] };
  const still = isFiring(incident) ? " Its alerts still fire: should they go on for an hour, they open a new one." : "";
  const text = `${deed.by} resolved it.${still}`;
  return {
    incident: {
      ...incident,
      state: "resolved",
      resolved: deed,
      silencedUntil: undefined,
      paging: incident.paging && { ...incident.paging, next: undefined },
      told: [],
    },
    drafts: resolveAll(incident.told, text),
    entries: [{ kind: "resolved", text }],
  };
}

export function resolveAll(told: readonly Told[], reason: string): Draft[] {
  return told.map((one) => draft(one, "resolve", reason));
}

function draft(told: Told, action: Draft["action"], reason: string): Draft {
  const { severity, dedupKey, destination } = told;
  return { action, severity, dedupKey, destination, reason };
}
