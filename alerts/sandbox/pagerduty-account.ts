import type { PagerDutyEvent } from "../channels/pagerduty-event.ts";
import { type Agent, type OutboundEvent, outboundEvent, type What } from "./outbound-event.ts";
import type { PagerDutyAlert, PagerDutyIncident } from "./pagerduty-incident.ts";

/** What a person does to an incident in PagerDuty. */
export type Deed =
  | { readonly what: "acknowledge" | "unacknowledge" | "resolve" | "reopen" | "escalate" }
  | { readonly what: "snooze"; readonly minutes: number }
  | { readonly what: "reassign" | "delegate" | "add responder"; readonly to: string }
  | { readonly what: "merge"; readonly into: string }
  | { readonly what: "annotate" | "publish status" | "prioritize"; readonly text: string };

/** How a service of the account is set; 0 turns a timeout off. */
export interface AccountSettings {
  /** Defaults of a service in the REST API: https://developer.pagerduty.com/api-reference (Create a service). */
  readonly acknowledgementTimeoutMs: number;
  readonly autoResolveTimeoutMs: number;
  /** "Incidents with child alerts do not have an incident key" (List incidents): with one alert both have been seen. */
  leavesOutKeys: boolean;
  /** PagerDuty does not say what a reopened incident's alerts are, so both must be borne. */
  readonly reopensAlerts: boolean;
}

export const DEFAULT_ACCOUNT: AccountSettings = {
  acknowledgementTimeoutMs: 1_800_000,
  autoResolveTimeoutMs: 14_400_000,
  leavesOutKeys: false,
  reopensAlerts: false,
};

/** An open incident takes at most so many: https://developer.pagerduty.com/api-reference (Merge incidents). */
const MOST_ALERTS = 1_000;

/**
 * The incidents of an account by the rules of the real one. Time is told, ids are given, and everything that happens comes
 * back as the webhooks that PagerDuty would send: also for what an integration did itself.
 */
export class PagerDutyAccount {
  readonly all: PagerDutyIncident[] = [];
  readonly settings: AccountSettings;
  readonly #newId: () => string;

  constructor(newId: () => string, settings: AccountSettings = DEFAULT_ACCOUNT) {
    this.#newId = newId;
    this.settings = settings;
  }

  /**
   * An event of an integration that was accepted: https://developer.pagerduty.com/docs/send-alert-event, "Alert De-Duplication"
   * and "Event Action Behavior". What happens by it is told by webhook too, with the integration as the agent.
   */
  take({ routing_key: routingKey, event_action: action, dedup_key: dedupKey, payload }: PagerDutyEvent, now: number) {
    const agent: Agent = { kind: "integration" };
    // Only through the routing key of its trigger: what comes by another is dropped.
    const incident = this.all.find(({ alerts }) => alerts.some((alert) => isOpen(alert, dedupKey, routingKey)));
    const alert = incident?.alerts.find((one) => isOpen(one, dedupKey, routingKey));
    if (action === "trigger") {
      // A trigger for an open alert is a line in its log; who has acknowledged hears nothing of it.
      if (alert !== undefined) alert.events++;
      else return [this.#open({ dedupKey, routingKey, isOpen: true, events: 1 }, payload?.summary ?? "", agent, now)];
      return [];
    }
    if (incident === undefined || alert === undefined) return [];
    if (action === "acknowledge")
      return this.#acknowledge(incident, agent, now, this.settings.acknowledgementTimeoutMs);
    alert.isOpen = false;
    // An incident ends with the last of its alerts: https://support.pagerduty.com/main/docs/alerts
    return incident.alerts.some((one) => one.isOpen) ? [] : this.#resolve(incident, agent, now);
  }

  /** What a person does; nothing when the incident is not in a state for it. */
  act(id: string, deed: Deed, who: string, now: number): OutboundEvent[] {
    const incident = this.find(id);
    if (incident === undefined) return [];
    const agent: Agent = { kind: "user", name: who };
    const isResolved = incident.status === "resolved";
    switch (deed.what) {
      case "acknowledge":
        return this.#acknowledge(incident, agent, now, this.settings.acknowledgementTimeoutMs);
      // https://support.pagerduty.com/main/docs/edit-incidents, "Snooze an Incident"
      case "snooze":
        return this.#acknowledge(incident, agent, now, deed.minutes * 60_000);
      case "unacknowledge":
        return this.#unacknowledge(incident, agent, now);
      case "resolve":
        return isResolved ? [] : this.#resolve(incident, agent, now);
      case "reopen":
        return isResolved ? this.#reopen(incident, agent, now) : [];
      case "merge":
        return this.#merge(incident, deed.into, agent, now);
      // Whoever gets it is told anew.
      case "reassign":
      case "delegate":
        if (isResolved) return [];
        incident.assignee = deed.to;
        this.#trigger(incident);
        return [this.#say(deed.what === "reassign" ? "reassigned" : "delegated", incident, agent, now)];
      case "escalate":
        if (isResolved) return [];
        this.#trigger(incident);
        return [this.#say("escalated", incident, agent, now)];
      case "prioritize":
        incident.priority = deed.text;
        return [this.#say("priority_updated", incident, agent, now)];
      case "annotate":
        return [this.#say("annotated", incident, agent, now, deed.text)];
      case "publish status":
        return [this.#say("status_update_published", incident, agent, now, deed.text)];
      case "add responder":
        return [this.#say("responder.added", incident, agent, now, deed.to)];
    }
  }

  /** What runs out by itself until `now`; the agent of its webhooks is null ("triggered via automation"). */
  advance(now: number): OutboundEvent[] {
    return this.all.flatMap((incident) => {
      if (incident.status === "resolved") return [];
      if (incident.openUntil <= now) return this.#resolve(incident, { kind: "automation" }, now);
      // https://support.pagerduty.com/main/docs/configurable-service-settings, "Acknowledgement Timeout"
      const { acknowledgedUntil = Number.POSITIVE_INFINITY } = incident;
      return acknowledgedUntil <= now ? this.#unacknowledge(incident, { kind: "automation" }, now) : [];
    });
  }

  /** By PagerDuty's id. */
  find(id: string): PagerDutyIncident | undefined {
    return this.all.find((one) => one.id === id);
  }

  /** The incident that holds the newest alert of a key, open or not. */
  holding(dedupKey: string): PagerDutyIncident | undefined {
    const holds = ({ alerts }: PagerDutyIncident) => alerts.some((alert) => alert.dedupKey === dedupKey);
    return this.all.findLast((one) => holds(one) && one.status !== "resolved") ?? this.all.findLast(holds);
  }

  #open(alert: PagerDutyAlert, title: string, agent: Agent, now: number): OutboundEvent {
    const incident: PagerDutyIncident = {
      id: `Q${this.#newId()}`,
      key: alert.dedupKey,
      number: this.all.length + 1,
      title,
      createdAt: now,
      alerts: [alert],
      status: "triggered",
      assignee: "whoever is on call",
      priority: undefined,
      reopenedAt: undefined,
      acknowledgedUntil: undefined,
      openUntil: this.#openUntil(now),
      mergedInto: undefined,
    };
    this.all.push(incident);
    return this.#say("triggered", incident, agent, now);
  }

  #openUntil(now: number): number {
    const { autoResolveTimeoutMs } = this.settings;
    return autoResolveTimeoutMs === 0 ? Number.POSITIVE_INFINITY : now + autoResolveTimeoutMs;
  }

  #acknowledge(incident: PagerDutyIncident, agent: Agent, now: number, forMs: number): OutboundEvent[] {
    if (incident.status === "resolved") return [];
    incident.status = "acknowledged";
    incident.acknowledgedUntil = forMs === 0 ? undefined : now + forMs;
    return [this.#say("acknowledged", incident, agent, now)];
  }

  #unacknowledge(incident: PagerDutyIncident, agent: Agent, now: number): OutboundEvent[] {
    if (incident.status !== "acknowledged") return [];
    this.#trigger(incident);
    return [this.#say("unacknowledged", incident, agent, now)];
  }

  #trigger(incident: PagerDutyIncident): void {
    incident.status = "triggered";
    incident.acknowledgedUntil = undefined;
  }

  #resolve(incident: PagerDutyIncident, agent: Agent, now: number): OutboundEvent[] {
    incident.status = "resolved";
    incident.acknowledgedUntil = undefined;
    // And its alerts end with an incident.
    for (const alert of incident.alerts) alert.isOpen = false;
    return [this.#say("resolved", incident, agent, now)];
  }

  /** "You can reopen it if further work is needed": https://support.pagerduty.com/main/docs/incidents */
  #reopen(incident: PagerDutyIncident, agent: Agent, now: number): OutboundEvent[] {
    this.#trigger(incident);
    incident.reopenedAt = now;
    incident.openUntil = this.#openUntil(now);
    for (const alert of incident.alerts) alert.isOpen = this.settings.reopensAlerts;
    return [this.#say("reopened", incident, agent, now)];
  }

  /**
   * https://support.pagerduty.com/main/docs/edit-incidents, "Merge Incidents": the alerts move with their keys, and the source
   * is resolved by the person who merged. Nothing open is merged into what is resolved.
   */
  #merge(source: PagerDutyIncident, into: string, agent: Agent, now: number): OutboundEvent[] {
    const target = this.find(into);
    if (target === undefined || target === source || target.status === "resolved") return [];
    if (source.status === "resolved" || source.alerts.length + target.alerts.length > MOST_ALERTS) return [];
    target.alerts = [...target.alerts, ...source.alerts];
    source.alerts = [];
    source.mergedInto = target.id;
    return this.#resolve(source, agent, now);
  }

  #say(what: What, incident: PagerDutyIncident, agent: Agent, now: number, text = ""): OutboundEvent {
    const { leavesOutKeys } = this.settings;
    return outboundEvent({ id: this.#newId(), what, incident, agent, now, text, leavesOutKeys });
  }
}

function isOpen(alert: PagerDutyAlert, dedupKey: string, routingKey: string): boolean {
  return alert.isOpen && alert.dedupKey === dedupKey && alert.routingKey === routingKey;
}
