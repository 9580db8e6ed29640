import type { Severity } from "../../slo/model/burn-policy.ts";
import type { Destination } from "../channels/channel.ts";

export type IncidentState = "triggered" | "acknowledged" | "resolved";

/** What is wrong with one SLO, or one alert rule, from the first alert to the last. A pure value; all times are Unix milliseconds. */
export interface Incident {
  readonly id: string;
  /** What belongs together: see grouping.ts. */
  readonly key: string;
  readonly state: IncidentState;
  /** The worst that people were told of; a page also when it has risen. */
  readonly severity: Severity;
  /** A ticket that became a page because nobody took it. It stays one until it ends. */
  readonly risen: boolean;
  /** Alerts that fire and that people may hear of. */
  readonly firing: Firing;
  /** Alerts that fire under maintenance: nobody was told of them. */
  readonly hidden: Firing;
  /** How many of the pages that fire only say that their signal is gone. */
  readonly absences: number;
  /** When the first of the hidden may come out of maintenance. */
  readonly silencedUntil: number | undefined;
  readonly openedAt: number;
  /** When an alert of it was last heard of. */
  readonly lastSeenAt: number;
  readonly acknowledged: Acknowledgement | undefined;
  readonly resolved: Deed | undefined;
  readonly staleSince: number | undefined;
  /** The run through an escalation policy that is on, or was last. */
  readonly paging: Paging | undefined;
  /** When somebody was last told to act. */
  readonly toldAt: number | undefined;
  /** What is open at the destinations, to be acknowledged and resolved there. */
  readonly told: readonly Told[];
  /** What was open there when a person resolved it: it may be reopened. */
  readonly closed: readonly Told[];
  /** Members of whom nobody was told yet. */
  readonly news: News | undefined;
  /** When the run that is on last told of members that had joined; undefined when it has not, also in what older routers wrote. */
  readonly newsToldAt?: number | undefined;
  /** What was done last to the page that is on, in PagerDuty and by its clock. */
  readonly lastDeed?: PlacedDeed | undefined;
  readonly flaps: Flaps;
}

/** Alerts, by severity. */
export interface Firing {
  readonly page: number;
  readonly ticket: number;
}

/** Who did something, and when. `by` is a person's name, or ALERTS when the alerts themselves ended. */
export interface Deed {
  readonly by: string;
  readonly at: number;
}

export interface Acknowledgement extends Deed {
  /** When it runs out; undefined when it does not. */
  readonly until: number | undefined;
  /** PagerDuty's incident in which it was made, if it was made there. */
  readonly place: string | undefined;
}

/** `place` is PagerDuty's incident. */
export interface PlacedDeed {
  readonly place: string | undefined;
  readonly at: number;
}

export const ALERTS = "alerts";

/** One run through an escalation policy. */
export interface Paging {
  /** 1 for the first of the incident. */
  readonly number: number;
  readonly policy: string;
  readonly severity: Severity;
  readonly startedAt: number;
  /** The step that was taken last, from 0; -1 before the first. */
  readonly step: number;
  /** How often all steps have been gone through, from 0. */
  readonly round: number;
  /** Channels that know of it: those told in this round. */
  readonly reached: readonly string[];
  /** What happens at `next.at` unless somebody acknowledges. */
  readonly next: Waiting | undefined;
}

/** `since` says when the waiting began. */
export interface Waiting {
  readonly at: number;
  readonly since: number;
}

export interface Told {
  readonly dedupKey: string;
  readonly severity: Severity;
  readonly destination: Destination;
}

/** Alerts that joined, and when people are to be told: a storm is one message. */
export interface News extends Waiting {
  readonly count: number;
  /** The first of them. */
  readonly members: readonly Member[];
}

/** An alert of an incident: its fingerprint, and what people call it. */
export interface Member {
  readonly id: string;
  readonly name: string;
}

/** An incident flaps when what ended comes again soon after. */
export interface Flaps {
  /** When the page last ended, and when all of it did. */
  readonly pageFellAt: number | undefined;
  readonly fellAt: number | undefined;
  /** How often it came again. */
  readonly count: number;
  /** It has ended for now, and is kept open until it has been quiet for long enough. */
  readonly held: Waiting | undefined;
}

export const NONE: Firing = { page: 0, ticket: 0 };
export const STEADY: Flaps = { pageFellAt: undefined, fellAt: undefined, count: 0, held: undefined };

/** A new incident, of which nobody knows yet. It is triggered by its first alerts. */
export function newIncident(id: string, key: string, now: number): Incident {
  return {
    id,
    key,
    state: "triggered",
    severity: "ticket",
    risen: false,
    firing: NONE,
    hidden: NONE,
    absences: 0,
    silencedUntil: undefined,
    openedAt: now,
    lastSeenAt: now,
    acknowledged: undefined,
    resolved: undefined,
    staleSince: undefined,
    paging: undefined,
    toldAt: undefined,
    told: [],
    closed: [],
    news: undefined,
    flaps: STEADY,
  };
}

/**
 * PagerDuty folds what has one key into one alert, so a run that shall be heard anew has a new key, and a run has one: whoever
 * is told several times sees one incident. At most 255 characters.
 */
export function dedupKeyOf(incidentId: string, { number }: Pick<Paging, "number">): string {
  return `${incidentId}/${number}`;
}

/** The incident and the run that a dedup key is of; those of older routers have a round behind a point. */
export function readDedupKey(key: string): { readonly incidentId: string; readonly run: number } {
  const [, incidentId = key, run] = /^(.*?)\/(\d+)/s.exec(key) ?? [];
  return { incidentId, run: run === undefined ? Number.NaN : Number(run) };
}

export function countOf({ page, ticket }: Firing): number {
  return page + ticket;
}

export function isFiring({ firing, hidden }: Pick<Incident, "firing" | "hidden">): boolean {
  return countOf(firing) + countOf(hidden) > 0;
}

/** Whether alerts wait under maintenance, or for the end of a page that says more: also those of which whoever closed the incident has not heard. */
export function hidesMore({ state, resolved, hidden }: Incident): boolean {
  return countOf(hidden) > 0 && (state !== "resolved" || resolved?.by !== ALERTS);
}

/** What the incident waits for, by itself. */
export type Wait = "cover" | "hold" | "acknowledgement" | "step" | "news";

/** Whatever happens to the incident by itself, and when. */
export function waitsOf(incident: Incident): ReadonlyMap<Wait, Waiting> {
  const waits = new Map<Wait, Waiting>();
  const { state, firing, silencedUntil, acknowledged, paging, news, flaps } = incident;
  if (state === "resolved" && !hidesMore(incident)) return waits;
  // Maintenance ends by the calendar, however the clock was set.
  if (silencedUntil !== undefined) waits.set("cover", { at: silencedUntil, since: 0 });
  if (state === "resolved") return waits;
  if (flaps.held !== undefined) waits.set("hold", flaps.held);
  else if (countOf(firing) > 0) {
    if (state === "triggered" && paging?.next !== undefined) waits.set("step", paging.next);
    if (acknowledged?.until !== undefined)
      waits.set("acknowledgement", { at: acknowledged.until, since: acknowledged.at });
    if (news !== undefined) waits.set("news", { at: news.at, since: news.since });
  }
  return waits;
}

/** When something happens to the incident by itself next. */
export function nextOf(incident: Incident): Waiting | undefined {
  return [...waitsOf(incident).values()].sort((a, b) => a.at - b.at)[0];
}
