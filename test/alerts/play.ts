import type { PersonalDeed } from "../../alerts/incidents/incident-event.ts";
import type { IncidentRecord } from "../../alerts/incidents/records.ts";
import type { PagerDutyWord, RouterEvent, Setting } from "../../alerts/incidents/router-event.ts";
import type { AlertReport } from "../../alerts/ingest/notification.ts";
import type { Labels, Routing, Source } from "../../alerts/routing/routing.ts";
import { KeptInMaps } from "./kept-in-maps.ts";
import { TEST_ROUTING } from "./started-router.ts";

const MINUTE = 60_000;
/** A Saturday morning; minutes count from there. */
const START = Date.parse("2026-11-21T02:00:00Z");

/** Plays a story on the router's core: time goes on as it is told, and every message is accepted at once. */
export class Play {
  readonly records = new KeptInMaps();
  routing: Routing;
  /** Minutes since the start. */
  #minute = 0;
  #policyOfLastTick: Routing | undefined;
  #ids = 0;
  /** What was sent: minute, action, channel, and the run of the incident. */
  readonly sent: string[] = [];
  readonly reasons: string[] = [];

  constructor(routing: Routing = TEST_ROUTING) {
    this.routing = routing;
  }

  get now(): number {
    return START + this.#minute * MINUTE;
  }

  get open(): IncidentRecord[] {
    return this.all.filter(({ incident }) => incident.state !== "resolved");
  }

  get all(): IncidentRecord[] {
    return [...this.records.incidents.values()];
  }

  /** Lets time pass up to a minute; whatever happens by itself until then happens at its time. */
  at(minute: number): this {
    const end = START + minute * MINUTE;
    for (let due = this.records.nextDue; due !== undefined && due <= end; due = this.records.nextDue) {
      this.#minute = Math.max(this.#minute, (due - START) / MINUTE);
      this.tick();
    }
    this.#minute = minute;
    this.tick();
    return this;
  }

  tick(): this {
    const isPolicyNew = this.routing !== this.#policyOfLastTick;
    this.#policyOfLastTick = this.routing;
    return this.take({ type: "tick", listensSince: START - 1_000 * MINUTE, isPolicyNew });
  }

  fires(...alerts: ReadonlyArray<Labels>): this {
    return this.says("alertmanager", ...alerts.map((labels) => report(labels, { startsAt: this.now })));
  }

  ends(...alerts: ReadonlyArray<Labels>): this {
    return this.says(
      "alertmanager",
      ...alerts.map((labels) => report(labels, { status: "resolved", startsAt: this.now, endsAt: this.now })),
    );
  }

  says(source: Source, ...reports: readonly AlertReport[]): this {
    return this.take({ type: "notification", notification: { source, reports, truncated: 0 } });
  }

  acknowledges(number = 0): this {
    const incidentId = this.all[number]?.incident.id ?? "";
    return this.take({ type: "deed", incidentId, deed: "acknowledge", by: "Mei" });
  }

  /** A person, or whoever `by` is, does something in PagerDuty to the page of a key. */
  inPagerDuty(dedupKey: string, deed: PersonalDeed, changes: Partial<PagerDutyWord> = {}): this {
    return this.hears({ dedupKeys: [dedupKey], what: { kind: "deed", deed }, ...changes });
  }

  hears(word: Pick<PagerDutyWord, "what"> & Partial<PagerDutyWord>): this {
    const usual = { eventId: `e-${this.#ids++}`, place: "Q1", dedupKeys: [], by: "Mei (PagerDuty)", at: this.now };
    return this.take({ type: "pagerduty", ...usual, ...word });
  }

  take(event: RouterEvent): this {
    const setting: Setting = {
      now: this.now,
      routing: this.routing,
      environment: { TEAM_KEY: "key-of-the-team", PLATFORM_KEY: "key-of-platform" },
      links: { consoleUrl: "https://console.example", firstSteps: () => undefined },
      newId: () => `n${this.#ids++}`,
    };
    this.records.take(event, setting);
    for (let all = this.records.sendable(); all.length > 0; all = this.records.sendable()) {
      for (const kept of all) {
        const { action, destination, dedupKey, reason } = kept.message;
        const run = dedupKey.split("/").slice(1).join("/");
        this.sent.push(`${Math.round(this.#minute * 10) / 10} ${action} ${destination.channel} ${run}`);
        this.reasons.push(reason);
        this.records.attempted(kept, "sent", "", setting);
      }
    }
    return this;
  }
}

/** What a source says of an alert; labels tell alerts apart. */
export function report(labels: Labels, changes: Partial<AlertReport> = {}): AlertReport {
  return {
    fingerprint: JSON.stringify(labels),
    status: "firing",
    labels,
    annotations: { summary: labels["alertname"] ?? "" },
    startsAt: START,
    endsAt: undefined,
    rule: undefined,
    ...changes,
  };
}
