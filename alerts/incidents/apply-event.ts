import { alertsChanged } from "./alerts-changed.ts";
import { escalate } from "./escalate.ts";
import type { Incident } from "./incident.ts";
import type { IncidentEvent, Outcome, Surroundings } from "./incident-event.ts";
import { acknowledge, resolve } from "./people.ts";

const MINUTE_MS = 60_000;

/** The incident after an event, what is to be said to whom, and what its timeline keeps. Pure: the same in, the same out. */
export function applyEvent(incident: Incident, event: IncidentEvent, surroundings: Surroundings): Outcome {
  switch (event.type) {
    case "alerts":
      return alertsChanged(incident, event, surroundings);
    case "acknowledge":
      return acknowledge(incident, { by: event.by, at: surroundings.now });
    case "resolve":
      return resolve(incident, { by: event.by, at: surroundings.now });
    case "due":
      return escalate(incident, surroundings);
    case "stale":
      return goStale(incident, surroundings);
  }
}

/** Its end may have been lost on the way, so a person is told; but nothing is concluded from silence. */
function goStale(incident: Incident, { now, fallback }: Surroundings): Outcome {
  if (incident.state === "resolved" || incident.staleSince !== undefined) return { incident, drafts: [], entries: [] };
  const minutes = Math.round((now - incident.lastSeenAt) / MINUTE_MS);
  const text = `No word of its alerts for ${minutes} min. It may be over, or whoever watches it may be down.`;
  return {
    incident: { ...incident, staleSince: now },
    drafts: fallback.map((destination) => ({
      action: "notice",
      severity: incident.severity,
      dedupKey: `${incident.id}/stale`,
      destination,
      reason: text,
    })),
    entries: [{ kind: "stale", text }],
  };
}
