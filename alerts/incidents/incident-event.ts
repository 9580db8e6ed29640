import type { Severity } from "../../slo/model/burn-policy.ts";
import type { Action, Destination } from "../channels/channel.ts";
import type { EscalationDecision } from "../routing/decide.ts";
import type { EscalationPolicy } from "../routing/routing.ts";
import type { Firing, Incident } from "./incident.ts";

/** What can happen to an incident. */
export type IncidentEvent =
  /** Alerts began, ended or began anew, all of them told at one time. */
  | {
      readonly type: "alerts";
      readonly began: Firing;
      readonly ended: Firing;
      /** An alert that somebody had acknowledged ended and began anew. */
      readonly beganAnew: boolean;
    }
  | { readonly type: "acknowledge"; readonly by: string }
  | { readonly type: "resolve"; readonly by: string }
  /** The time of `paging.next`, or of the end of silence, has come. */
  | { readonly type: "due" }
  /** Nobody has spoken of its alerts for long. */
  | { readonly type: "stale" };

/** What the outside is like at the moment of the event. */
export interface Surroundings {
  /** Unix milliseconds. */
  readonly now: number;
  /** The policy that alerts of this severity go by. */
  readonly policyFor: (severity: Severity) => EscalationDecision;
  readonly policyNamed: (name: string) => EscalationPolicy | undefined;
  /** Where a channel leads now; undefined when it is gone or its secret is missing. */
  readonly destinationOf: (channel: string) => Destination | undefined;
  /** The end of the maintenance that covers the incident now. */
  readonly maintenanceUntil: number | undefined;
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
