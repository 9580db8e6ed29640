import type { Severity } from "../../slo/model/burn-policy.ts";
import type { Labels } from "../routing/routing.ts";

/** Where a message goes, as it was when its incident began: a changed policy must not orphan what is open. */
export type Destination =
  | { readonly kind: "pagerduty"; readonly channel: string; readonly routingKey: string }
  | { readonly kind: "email"; readonly channel: string; readonly to: readonly string[] }
  | { readonly kind: "webhook"; readonly channel: string; readonly url: string; readonly secretEnv: string };

/** What is said. A notice asks nobody to act through PagerDuty: an undelivered page, a stale incident. */
export type Action = "trigger" | "acknowledge" | "resolve" | "notice";

/** One message of one incident to one destination. */
export interface Message {
  /** Stays the same over all attempts. */
  readonly id: string;
  readonly action: Action;
  /** PagerDuty folds events of one key into one alert; at most 255 characters. */
  readonly dedupKey: string;
  readonly destination: Destination;
  readonly subject: Subject;
  /** Why this message is sent to these people now, one sentence: "Step 2 of order-oncall: nobody acknowledged within 10 min." */
  readonly reason: string;
  /** Unix milliseconds at which the message was put into the outbox. */
  readonly createdAt: number;
}

/** What a message is about: an incident at the moment of writing. Texts come from outside and can hold anything, of any length. */
export interface Subject {
  readonly incidentId: string;
  readonly severity: Severity;
  readonly state: "triggered" | "acknowledged" | "resolved";
  /** What customers feel. */
  readonly summary: string;
  readonly description: string;
  readonly labels: Labels;
  readonly firing: number;
  /** Unix milliseconds. */
  readonly startedAt: number;
  readonly resolvedAt: number | undefined;
  readonly acknowledgedBy: string | undefined;
  /** The incident's page; undefined while the router does not know under which address people reach it. */
  readonly consoleUrl: string | undefined;
  /** http or https only; others are left out before they come here. */
  readonly runbookUrl: string | undefined;
  readonly dashboardUrl: string | undefined;
  /** The runbook's first steps as Markdown, when the catalogue has it. */
  readonly runbookSteps: string | undefined;
}

/** How one attempt to deliver a message ended. */
export type Attempt =
  | { readonly outcome: "accepted"; readonly detail: string }
  /** Worth another attempt, not before `afterMs` when the other side named a time. */
  | { readonly outcome: "retry"; readonly detail: string; readonly afterMs?: number }
  /** No attempt will ever succeed: the other side has understood and refused. */
  | { readonly outcome: "rejected"; readonly detail: string };

/** Delivers messages to one kind of destination. Never rejects: every trouble is an Attempt, whose detail holds no secret. */
export type Deliver = (message: Message, signal: AbortSignal) => Promise<Attempt>;
