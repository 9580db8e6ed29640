import type { Severity } from "../../slo/model/burn-policy.ts";
import type { Destination } from "../channels/channel.ts";

export type IncidentState = "triggered" | "acknowledged" | "resolved";

/** What is wrong with one SLO, or one alert rule, from the first alert to the last. A pure value; all times are Unix milliseconds. */
export interface Incident {
  readonly id: string;
  /** What belongs together: the SLO and the labels that split it, or the alert's name. */
  readonly key: string;
  readonly state: IncidentState;
  /** The worst that fires; a page also when it has risen. */
  readonly severity: Severity;
  /** A ticket that became a page because nobody took it. It stays one until it ends. */
  readonly risen: boolean;
  readonly firing: Firing;
  readonly openedAt: number;
  /** When an alert of it was last heard of. */
  readonly lastSeenAt: number;
  readonly acknowledged: Deed | undefined;
  readonly resolved: Deed | undefined;
  /** Nobody is told before this time: maintenance. */
  readonly silencedUntil: number | undefined;
  readonly staleSince: number | undefined;
  /** The run through an escalation policy that is on, or was last. */
  readonly paging: Paging | undefined;
  /** What is open at the destinations, to be acknowledged and resolved there. */
  readonly told: readonly Told[];
}

/** Alerts that fire, by severity. */
export interface Firing {
  readonly page: number;
  readonly ticket: number;
}

/** Who did something, and when. `by` is a person's name, or ALERTS when the alerts themselves ended. */
export interface Deed {
  readonly by: string;
  readonly at: number;
}

export const ALERTS = "alerts";

/** One run through an escalation policy. */
export interface Paging {
  /** 1 for the first of the incident. */
  readonly number: number;
  readonly policy: string;
  readonly severity: Severity;
  /** The step that was taken last, from 0; -1 before the first. */
  readonly step: number;
  /** How often all steps have been gone through, from 0. */
  readonly round: number;
  /** What happens at `next.at` unless somebody acknowledges. `since` says when the waiting began. */
  readonly next: Waiting | undefined;
}

export interface Waiting {
  readonly at: number;
  readonly since: number;
}

export interface Told {
  readonly dedupKey: string;
  readonly severity: Severity;
  readonly destination: Destination;
}

/** PagerDuty folds what has one key into one alert, so a run that shall be heard anew has a new key. At most 255 characters. */
export function dedupKeyOf(incidentId: string, { number, round }: Pick<Paging, "number" | "round">): string {
  return `${incidentId}/${number}.${round}`;
}

export function isFiring({ firing }: Pick<Incident, "firing">): boolean {
  return firing.page + firing.ticket > 0;
}
