import type { Severity } from "../../slo/model/burn-policy.ts";
import type { Action, Destination } from "../channels/channel.ts";
import type { EscalationDecision } from "../routing/decide.ts";
import type { EscalationPolicy } from "../routing/routing.ts";
import { type Firing, type Incident, type Member, NONE } from "./incident.ts";

/** What can happen to an incident. */
export type IncidentEvent =
  /** Alerts began or ended, all of them told at one time. */
  | ({ readonly type: "alerts" } & AlertChanges)
  /** Maintenance no longer covers alerts of whom nobody was told. */
  | {
      readonly type: "uncovered";
      readonly shown: Firing;
      /** How many of the pages among them only say that their signal is gone. */
      readonly absences: number;
      readonly joined: Joined;
      /** Those that it still covers, and when the first of them may come out. */
      readonly hidden: Firing;
      readonly silencedUntil: number | undefined;
    }
  | { readonly type: PersonalDeed; readonly by: string; readonly page?: PageOfDeed | undefined }
  /** Its page in PagerDuty was merged into another one, which goes on for it. */
  | {
      readonly type: "merged";
      readonly by: string;
      readonly from: string | undefined;
      readonly into: string;
      /** Unix milliseconds by PagerDuty's clock. */
      readonly at: number | undefined;
    }
  /** Something was said of it elsewhere that changes nothing. */
  | { readonly type: "said"; readonly text: string }
  /** The time of something that it waits for has come. */
  | { readonly type: "due" }
  /** Nobody has spoken of its alerts for long. */
  | { readonly type: "stale" };

/** What people do. An acknowledgement that PagerDuty lets run out is taken back by nobody. */
export type PersonalDeed = "acknowledge" | "resolve" | "unacknowledge" | "reopen";

/** Alerts of an incident that began and ended; the hidden ones are under maintenance. */
export interface AlertChanges {
  readonly began: Firing;
  readonly ended: Firing;
  readonly hiddenBegan: Firing;
  readonly hiddenEnded: Firing;
  /** How many more of the pages that people hear of only say that their signal is gone; less than 0 for fewer. */
  readonly absences: number;
  readonly joined: Joined;
  /** Fingerprints of those that ended and of whom people may have heard. */
  readonly left: readonly string[];
  /** When the first of those that are hidden by these changes may come out of maintenance. */
  readonly silencedUntil: number | undefined;
}

export const NO_CHANGES: AlertChanges = {
  began: NONE,
  ended: NONE,
  hiddenBegan: NONE,
  hiddenEnded: NONE,
  absences: 0,
  joined: { page: [], ticket: [] },
  left: [],
  silencedUntil: undefined,
};

/** Members of whom the page that is on has not told, by severity. */
export type Joined = Readonly<Record<Severity, readonly Member[]>>;

/** The page on which a person did something in PagerDuty. */
export interface PageOfDeed {
  readonly dedupKey: string;
  /** PagerDuty's incident. */
  readonly place: string | undefined;
  /** Unix milliseconds; undefined when it was not told. */
  readonly at: number | undefined;
}

/** What the outside is like at the moment of the event. */
export interface Surroundings {
  /** Unix milliseconds. */
  readonly now: number;
  /** The policy that alerts of this severity go by. */
  readonly policyFor: (severity: Severity) => EscalationDecision;
  readonly policyNamed: (name: string) => EscalationPolicy | undefined;
  /** Where a channel leads now; undefined when it is gone or its secret is missing. */
  readonly destinationOf: (channel: string) => Destination | undefined;
  /** The next moment within the policy's hours, for a severity that waits for them. */
  readonly opening: (policy: EscalationPolicy, severity: Severity) => number;
  /** Email destinations of last resort. */
  readonly fallback: readonly Destination[];
}

/** A message to be put into the outbox. */
export interface Draft {
  readonly action: Action;
  readonly severity: Severity;
  readonly dedupKey: string;
  readonly destination: Destination;
  readonly reason: string;
}

export type EntryKind =
  | "opened"
  | "alerts"
  | "severity"
  | "escalated"
  | "exhausted"
  | "acknowledged"
  | "resolved"
  | "silenced"
  | "stale"
  | "note";

/** One line of the incident's timeline. */
export interface Entry {
  readonly kind: EntryKind;
  readonly text: string;
}

/** What an event leads to. */
export interface Outcome {
  readonly incident: Incident;
  readonly drafts: readonly Draft[];
  readonly entries: readonly Entry[];
}
