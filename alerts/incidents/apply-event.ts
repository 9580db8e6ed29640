import { isOver } from "../../foundation/storage/wait.ts";
import { ageText } from "../../slo/model/figures.ts";
import { alertsChanged, settle, uncovered } from "./alerts-changed.ts";
import { beginPaging, escalate } from "./escalate.ts";
import { countOf, type Incident, type Wait, waitsOf } from "./incident.ts";
import type { IncidentEvent, Outcome, Surroundings } from "./incident-event.ts";
import { tellNews } from "./joining.ts";
import { after, entry, quietly } from "./outcome.ts";
import { merged, personActs } from "./people.ts";

/** The incident after an event, what is to be said to whom, and what its timeline keeps. Pure: the same in, the same out. */
export function applyEvent(incident: Incident, event: IncidentEvent, surroundings: Surroundings): Outcome {
  switch (event.type) {
    case "alerts":
      return alertsChanged(incident, event, surroundings);
    case "uncovered":
      return uncovered(incident, event, surroundings);
    case "acknowledge":
    case "resolve":
    case "unacknowledge":
    case "reopen":
      return personActs(incident, event, surroundings);
    case "merged":
      return merged(incident, event);
    case "said":
      return quietly(incident, entry("note", event.text));
    case "due":
      return doWhatIsDue(incident, surroundings);
    case "stale":
      return goStale(incident, surroundings);
  }
}

/** Of what the incident waits for, the first that is over; what else is over has its turn at the next tick. */
function doWhatIsDue(incident: Incident, surroundings: Surroundings): Outcome {
  const { now } = surroundings;
  const over = Array.from(waitsOf(incident)).flatMap(([wait, { at, since }]): Wait[] =>
    isOver({ since, until: at }, now) ? [wait] : [],
  );
  if (over.includes("hold")) return settle(incident, surroundings);
  if (over.includes("acknowledgement")) return ackRunsOut(incident, surroundings);
  if (over.includes("news")) return tellNews(incident, surroundings);
  return over.includes("step") ? escalate(incident, surroundings) : quietly(incident);
}

function ackRunsOut(incident: Incident, surroundings: Surroundings): Outcome {
  const text = `The acknowledgement of ${incident.acknowledged?.by} has run out.`;
  return after({ entries: [entry("acknowledged", text)] }, beginPaging(incident, incident.severity, surroundings));
}

/** Its end may have been lost on the way, so a person is told; but nothing is concluded from silence. */
function goStale(incident: Incident, { now, fallback }: Surroundings): Outcome {
  if (incident.state === "resolved" || incident.staleSince !== undefined) return quietly(incident);
  const isHidden = countOf(incident.firing) === 0;
  const text = `No word of its alerts for ${ageText(now - incident.lastSeenAt)}. It may be over, or whoever watches it may be down.`;
  return {
    incident: { ...incident, staleSince: now },
    drafts: (isHidden ? [] : fallback).map((destination) => ({
      action: "notice",
      severity: incident.severity,
      dedupKey: `${incident.id}/stale`,
      destination,
      reason: text,
    })),
    entries: [entry("stale", text)],
  };
}
