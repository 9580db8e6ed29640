import type { PagerDutyIncident } from "./pagerduty-incident.ts";

/** Event types of an incident: https://developer.pagerduty.com/docs/webhooks-overview, "Event Types". */
export type What =
  | "triggered"
  | "acknowledged"
  | "unacknowledged"
  | "resolved"
  | "reopened"
  | "reassigned"
  | "escalated"
  | "delegated"
  | "priority_updated"
  | "annotated"
  | "status_update_published"
  | "responder.added";

/** Who did it: a person, an integration (also ours), or nobody. */
export type Agent =
  | { readonly kind: "user"; readonly name: string }
  | { readonly kind: "integration" }
  | { readonly kind: "automation" };

/** An event as webhooks v3 carry it; what stands in `data` depends on its type. */
export interface OutboundEvent {
  readonly id: string;
  readonly event_type: string;
  readonly resource_type: string;
  readonly occurred_at: string;
  readonly agent: Reference | null;
  readonly client: { readonly name: string } | null;
  readonly data: EventData;
}

interface EventData {
  readonly type: string;
  readonly id?: string;
  /** Of notes, status updates and responders, whose own id is another. */
  readonly incident?: Reference;
  readonly [field: string]: unknown;
}

interface Reference {
  readonly id: string;
  readonly type: string;
  readonly summary?: string;
}

export interface Happening {
  readonly id: string;
  readonly what: What;
  readonly incident: PagerDutyIncident;
  readonly agent: Agent;
  readonly now: number;
  /** Of a note, a status update or a responder. */
  readonly text: string;
  readonly leavesOutKeys: boolean;
}

/** What happened to an incident, as https://developer.pagerduty.com/docs/webhooks-overview shows it, "Event Data Types". */
export function outboundEvent(happening: Happening): OutboundEvent {
  const { id, what, agent, now } = happening;
  return {
    id,
    event_type: `incident.${what}`,
    resource_type: "incident",
    occurred_at: new Date(now).toISOString(),
    agent: agentOf(agent),
    client: agent.kind === "user" ? { name: "PagerDuty" } : null,
    data: dataOf(happening),
  };
}

/** PagerDuty's id of the incident that an event is about; a ping is about none. */
export function incidentOf({ data: { incident, id = "" } }: OutboundEvent): string {
  return incident?.id ?? id;
}

/** What the test button of a webhook subscription sends: it is about no incident. */
export function pageyPing(id: string, now: number): OutboundEvent {
  return {
    id,
    event_type: "pagey.ping",
    resource_type: "pagey",
    occurred_at: new Date(now).toISOString(),
    agent: { id: "PUSER00", type: "user_reference" },
    client: null,
    data: { message: "a test of the subscription", type: "ping" },
  };
}

function agentOf(agent: Agent): Reference | null {
  switch (agent.kind) {
    case "user":
      return { id: idOf(agent.name), type: "user_reference", summary: agent.name };
    case "integration":
      return { id: "PINTEGR", type: "inbound_integration_reference", summary: "Events API V2" };
    case "automation":
      return null;
  }
}

function dataOf({ id, what, incident, text, leavesOutKeys }: Happening): EventData {
  const about = { incident: referenceTo(incident), id: `P${id}`, trimmed: false };
  switch (what) {
    case "annotated":
      return { ...about, type: "incident_note", content: text };
    case "status_update_published":
      return { ...about, type: "incident_status_update", message: text };
    case "responder.added":
      return {
        incident: referenceTo(incident),
        type: "incident_responder",
        state: "pending",
        user: { id: idOf(text), type: "user_reference", summary: text },
      };
    default:
      return wholeIncident(incident, leavesOutKeys);
  }
}

function wholeIncident(incident: PagerDutyIncident, leavesOutKeys: boolean): EventData {
  const { id, key, number, status, title, createdAt, reopenedAt, assignee, priority, mergedInto, alerts } = incident;
  return {
    id,
    type: "incident",
    self: `https://api.pagerduty.com/incidents/${id}`,
    html_url: `https://sandbox.pagerduty.com/incidents/${id}`,
    number,
    status,
    incident_key: leavesOutKeys || alerts.length > 1 ? null : key,
    created_at: new Date(createdAt).toISOString(),
    ...(reopenedAt === undefined ? {} : { reopened_at: new Date(reopenedAt).toISOString() }),
    title,
    service: { id: "PSERVIC", type: "service_reference", summary: "Sandbox" },
    assignees: status === "resolved" ? [] : [{ id: idOf(assignee), type: "user_reference", summary: assignee }],
    escalation_policy: { id: "PPOLICY", type: "escalation_policy_reference", summary: "Default" },
    teams: [],
    priority: priority === undefined ? null : { id: idOf(priority), type: "priority_reference", summary: priority },
    urgency: "high",
    conference_bridge: null,
    // https://developer.pagerduty.com/api-reference, ResolveReason: "The only reason currently supported is merge."
    resolve_reason:
      mergedInto === undefined
        ? null
        : { type: "merge_resolve_reason", incident: { id: mergedInto, type: "incident_reference" } },
  };
}

function referenceTo({ id, title }: PagerDutyIncident): Reference {
  return { id, type: "incident_reference", summary: title };
}

function idOf(name: string): string {
  return `P${Buffer.from(name).toString("hex").toUpperCase().slice(0, 6)}`;
}
