import type { Day } from "./calendar.ts";
import type { Days, DayTimes } from "./day-times.ts";

/** The routing policy (`alerts/routing.yaml`) as values: who is told what, when, and for how long it waits. All times in milliseconds. */
export interface Routing {
  /** IANA name; where hours and maintenance windows without an offset are read. */
  readonly timeZone: string;
  readonly channels: ReadonlyMap<string, ChannelConfig>;
  /** Email channels: told when a page is not accepted in time, when a message is given up and when an incident goes stale. */
  readonly fallback: readonly string[];
  readonly escalations: ReadonlyMap<string, EscalationPolicy>;
  /** The first that matches an alert without an `escalation` label; the last one matches everything. */
  readonly routes: readonly Route[];
  readonly maintenance: readonly MaintenanceWindow[];
  /** The alert that always fires; its silence is an incident. */
  readonly deadMansSwitch: DeadMansSwitch | undefined;
  /** Labels by which alerts without an SLO belong together. */
  readonly groupBy: readonly string[];
  /** An alert of a source that nobody has spoken of for this long is stale. */
  readonly staleAfter: Readonly<Record<Source, number>>;
}

/** Who tells of alerts. */
export const SOURCES = ["alertmanager", "grafana", "cloud-monitoring"] as const;
export type Source = (typeof SOURCES)[number];

/** Where messages go. Secrets stand in the environment; here are only the names of their variables. */
export type ChannelConfig = PagerDutyChannel | EmailChannel | WebhookChannel;

export interface PagerDutyChannel {
  readonly kind: "pagerduty";
  readonly name: string;
  readonly routingKeyEnv: string;
}

export interface EmailChannel {
  readonly kind: "email";
  readonly name: string;
  readonly to: readonly string[];
}

export interface WebhookChannel {
  readonly kind: "webhook";
  readonly name: string;
  readonly url: string;
  readonly secretEnv: string;
}

export interface EscalationPolicy {
  readonly name: string;
  readonly steps: readonly EscalationStep[];
  /** How often all steps are gone through again when nobody acknowledges. */
  readonly repeat: number;
  /** Steps of tickets wait for these hours; pages never wait. */
  readonly hours: BusinessHours | undefined;
  /** The policy that pages when a ticket has gone through all steps without anyone taking it. */
  readonly risesTo: string | undefined;
  /** How long an acknowledgement counts; for ever when it is not given. */
  readonly ackTimeout: number | undefined;
}

export interface EscalationStep {
  readonly notify: readonly string[];
  /** How long it waits for an acknowledgement before the next step. */
  readonly timeout: number;
}

export interface BusinessHours extends DayTimes {
  readonly name: string;
  /** As they are written, for the console. */
  readonly written: string;
  /** ISO weekdays on which they begin, 1 is Monday. */
  readonly days: ReadonlySet<number>;
  /** Dates on which they do not begin. */
  readonly exceptOn: Days;
  /** Dates on which they begin whatever the weekday, and whatever `exceptOn` says. */
  readonly alsoOn: Days;
  readonly timeZone: string;
}

/** Tells alerts by their labels. */
export type Matches = (labels: Labels) => boolean;
export type Labels = Readonly<Record<string, string>>;

export interface Route {
  /** As it is written, for the console. */
  readonly match: string;
  readonly matches: Matches;
  readonly escalation: string;
}

/** A planned time in which nobody is told of what matches: once, or again and again. */
export type MaintenanceWindow = Planned & (Span | { readonly every: Recurrence });

interface Planned {
  readonly match: string;
  readonly matches: Matches;
  readonly reason: string;
}

/** Unix milliseconds; `until` itself is no part of it. */
export interface Span {
  readonly from: number;
  readonly until: number;
}

/** When a maintenance window comes again. */
export interface Recurrence {
  /** As it is written, for the console. */
  readonly written: string;
  readonly days: readonly RecurringDay[];
  /** Minutes after midnight. */
  readonly from: number;
  /** Minutes after the midnight before it began, or milliseconds that pass. */
  readonly end: { readonly until: number } | { readonly duration: number };
  /** Dates on which it does not begin. */
  readonly exceptOn: Days;
  /** The dates on which it may begin first and last. */
  readonly first: Day | undefined;
  readonly last: Day | undefined;
  readonly timeZone: string;
}

export interface RecurringDay {
  /** ISO, 1 is Monday. */
  readonly weekday: number;
  /** Which of the month, from 1; every one when it is not given. */
  readonly nth: number | "last" | undefined;
}

export interface DeadMansSwitch {
  readonly alertname: string;
  readonly timeout: number;
  readonly escalation: string;
}
