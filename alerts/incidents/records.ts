import type { Severity } from "../../slo/model/burn-policy.ts";
import type { Message } from "../channels/channel.ts";
import type { Source } from "../ingest/notification.ts";
import type { Labels } from "../routing/routing.ts";
import type { Episode } from "./episode.ts";
import type { Incident, Waiting } from "./incident.ts";
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

/** When something happens to the incident by itself. */
export function nextOf(incident: Incident): Waiting | undefined {
  if (incident.state !== "triggered") return undefined;
  const { silencedUntil } = incident;
  // Silence ends by the calendar, however the clock was set.
  if (silencedUntil !== undefined) return { at: silencedUntil, since: 0 };
  return incident.paging?.next;
}
