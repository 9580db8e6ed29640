import { beginPaging } from "./escalate.ts";
import { ALERTS, type Firing, type Incident, isFiring } from "./incident.ts";
import type { Entry, IncidentEvent, Outcome, Surroundings } from "./incident-event.ts";
import { resolve, resolveAll } from "./people.ts";

type AlertsEvent = Extract<IncidentEvent, { readonly type: "alerts" }>;

/** A new incident, of which nobody knows yet. It is triggered by its first alerts. */
export function newIncident(id: string, key: string, now: number): Incident {
  return {
    id,
    key,
    state: "triggered",
    severity: "ticket",
    risen: false,
    firing: { page: 0, ticket: 0 },
    openedAt: now,
    lastSeenAt: now,
    acknowledged: undefined,
    resolved: undefined,
    silencedUntil: undefined,
    staleSince: undefined,
    paging: undefined,
    told: [],
  };
}

/** Counts what fires, and pages, stops paging or resolves as that demands. */
export function alertsChanged(before: Incident, event: AlertsEvent, surroundings: Surroundings): Outcome {
  const { now } = surroundings;
  const firing = {
    page: Math.max(0, before.firing.page + event.began.page - event.ended.page),
    ticket: Math.max(0, before.firing.ticket + event.began.ticket - event.ended.ticket),
  };
  const incident = { ...before, firing, lastSeenAt: now, staleSince: undefined };
  const entries = [entryOf(before, event, firing)];
  if (before.state === "resolved") return { incident, drafts: [], entries };
  if (!isFiring(incident)) {
    const { incident: ended, drafts } = resolve(incident, { by: ALERTS, at: now });
    return { incident: ended, drafts, entries: [...entries, { kind: "resolved", text: "All its alerts have ended." }] };
  }
  const { incident: after, drafts, entries: more } = react(incident, event, surroundings);
  return { incident: after, drafts, entries: [...entries, ...more] };
}

function react(incident: Incident, { beganAnew }: AlertsEvent, surroundings: Surroundings): Outcome {
  const { firing, severity, risen } = incident;
  const worst = firing.page > 0 ? "page" : "ticket";
  const isFirst = incident.paging === undefined && incident.silencedUntil === undefined;
  if (isFirst) return open({ ...incident, severity: worst }, surroundings);
  if (worst === "page" && (severity === "ticket" || risen)) return raise(incident, surroundings);
  if (worst === "ticket" && severity === "page" && !risen) return lower(incident, surroundings);
  if (incident.state !== "acknowledged" || !beganAnew) return { incident, drafts: [], entries: [] };
  const triggered: Incident = { ...incident, state: "triggered", acknowledged: undefined };
  const outcome = beginPaging(triggered, severity, surroundings);
  const text = "An alert ended and began anew: the acknowledgement no longer counts.";
  return { ...outcome, entries: [{ kind: "alerts", text }, ...outcome.entries] };
}

function open(incident: Incident, surroundings: Surroundings): Outcome {
  const { maintenanceUntil } = surroundings;
  if (maintenanceUntil === undefined) {
    return beginPaging(incident, incident.severity, surroundings);
  }
  const text = `Maintenance: nobody is told before ${new Date(maintenanceUntil).toISOString()}.`;
  return {
    incident: { ...incident, silencedUntil: maintenanceUntil },
    drafts: [],
    entries: [{ kind: "silenced", text }],
  };
}

function raise(incident: Incident, surroundings: Surroundings): Outcome {
  const raised: Incident = {
    ...incident,
    severity: "page",
    risen: false,
    state: "triggered",
    acknowledged: undefined,
  };
  const entry: Entry = { kind: "severity", text: "It is a page now." };
  if (raised.silencedUntil !== undefined) return { incident: raised, drafts: [], entries: [entry] };
  const outcome = beginPaging(raised, "page", surroundings);
  return { ...outcome, entries: [entry, ...outcome.entries] };
}

/** The page is over and its ticket is not: what was paged is resolved, and whoever keeps tickets hears of it. */
function lower(incident: Incident, surroundings: Surroundings): Outcome {
  const text = "The page is over; a ticket remains.";
  const drafts = resolveAll(
    incident.told.filter(({ severity }) => severity === "page"),
    text,
  );
  const told = incident.told.filter(({ severity }) => severity === "ticket");
  const lowered: Incident = { ...incident, severity: "ticket", told };
  const entry: Entry = { kind: "severity", text };
  if (incident.state === "acknowledged" || incident.silencedUntil !== undefined) {
    return { incident: lowered, drafts, entries: [entry] };
  }
  const outcome = beginPaging(lowered, "ticket", surroundings);
  return { ...outcome, drafts: [...drafts, ...outcome.drafts], entries: [entry, ...outcome.entries] };
}

function entryOf(before: Incident, { began, ended, beganAnew }: AlertsEvent, firing: Firing): Entry {
  const isNew =
    before.paging === undefined && before.firing.page + before.firing.ticket === 0 && before.state !== "resolved";
  const changes = [
    ...(began.page + began.ticket > 0 ? [`${began.page + began.ticket} began`] : []),
    ...(ended.page + ended.ticket > 0 ? [`${ended.page + ended.ticket} ended`] : []),
    ...(beganAnew ? ["of them anew"] : []),
  ];
  const rest = `${firing.page} at page and ${firing.ticket} at ticket severity fire.`;
  return { kind: isNew ? "opened" : "alerts", text: `Alerts: ${changes.join(", ") || "no change"}; ${rest}` };
}
