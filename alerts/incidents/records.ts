import type { Severity } from "../../slo/model/burn-policy.ts";
import { LABELS } from "../../slo/model/contract.ts";
import type { Message } from "../channels/channel.ts";
import type { Labels, Source } from "../routing/routing.ts";
import type { Episode } from "./episode.ts";
import type { Incident } from "./incident.ts";
import type { Entry } from "./incident-event.ts";

/** What is stored of alerts, incidents, pages and messages, as values. All times are Unix milliseconds. */

/** An alert and its newest episode. */
export interface AlertRecord extends Episode {
  readonly source: Source;
  readonly fingerprint: string;
  readonly severity: Severity;
  readonly labels: Labels;
  readonly annotations: Labels;
  /** null when its end came before its start. */
  readonly incidentId: string | null;
  /** People were told of it in its incident, or will be within a minute; false while it is under maintenance. */
  readonly isTold: boolean;
  readonly lastSeenAt: number;
}

/** What an alert of an incident says: the newest of its severity. */
export interface About {
  readonly source: Source;
  readonly labels: Labels;
  readonly annotations: Labels;
}

export interface IncidentRecord {
  readonly incident: Incident;
  readonly about: Readonly<Partial<Record<Severity, About>>>;
  /** How many lines its timeline has, and how many messages it has caused. */
  readonly entries: number;
  readonly messages: number;
}

/** A page, counted once however many destinations it goes to. */
export interface PageRecord {
  readonly dedupKey: string;
  readonly incidentId: string;
  readonly createdAt: number;
  /** When the first destination accepted it. */
  readonly acceptedAt: number | undefined;
  readonly outcome: "in_time" | "late" | undefined;
  /** Email was told to take it over. */
  readonly isTakenOver: boolean;
}

/** One of our keys is in an incident of PagerDuty's. */
export interface PagerDutyLink {
  readonly place: string;
  readonly dedupKey: string;
}

/** One line of an incident's timeline. */
export interface EntryRecord extends Entry {
  readonly incidentId: string;
  readonly seq: number;
  readonly at: number;
}

/** A message for the outbox. */
export interface MessageRecord {
  readonly message: Message;
  /** What shares its rate and its circuit breaker. */
  readonly place: string;
  readonly severity: Severity;
  /** Its number among the messages of its incident; those of one key and place go out in this order. */
  readonly seq: number;
}

/** What the alert that is worst says. */
export function worstAbout({ incident, about }: IncidentRecord): About {
  const worst = about[incident.severity] ?? about.page ?? about.ticket;
  if (worst === undefined) throw new Error(`incident ${incident.id} is about nothing`);
  return worst;
}

/** The service that an incident of an SLO is about; empty for others. */
export function serviceOf({ about }: Pick<IncidentRecord, "about">): string {
  return (about.page ?? about.ticket)?.labels[LABELS.service] ?? "";
}
