import type { Labels, Source } from "../routing/routing.ts";

/** What one source says of one alert: it fires, or it has stopped. */
export interface AlertReport {
  /** Tells alerts of a source apart; with `startsAt` it tells their episodes apart. */
  readonly fingerprint: string;
  readonly status: "firing" | "resolved";
  readonly labels: Labels;
  readonly annotations: Labels;
  /** Unix milliseconds, at most a day ahead of the receipt. */
  readonly startsAt: number;
  /** When it ended by the source's clock (Unix milliseconds), if it has and that was told. */
  readonly endsAt: number | undefined;
  /** The rule that it is of, where the source has a name for it besides the alert's. */
  readonly rule: string | undefined;
}

/** What a source posted, in our terms. */
export interface Notification {
  readonly source: Source;
  readonly reports: readonly AlertReport[];
  /** Alerts that the source left out: what they do is unknown, and nothing may be concluded from their absence. */
  readonly truncated: number;
}

/** What was made of a body. */
export interface Understood {
  readonly notification: Notification;
  /** What could not be taken as it was written, for people to read; the body is kept beside it. */
  readonly oddities: string | undefined;
  /** Somebody pressed the source's test button: it is shown, and nobody is told. */
  readonly isTest: boolean;
}

/** A body that cannot be understood; the message says where and why. */
export class MalformedNotification extends Error {}
