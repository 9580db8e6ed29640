import type { Severity } from "../../slo/model/burn-policy.ts";
import type { Labels } from "../routing/routing.ts";

export const SOURCES = ["alertmanager", "grafana", "cloud-monitoring"] as const;
export type Source = (typeof SOURCES)[number];

/** What one source says of one alert: it fires, or it has stopped. */
export interface AlertReport {
  /** Tells alerts of a source apart; with `startsAt` it tells their episodes apart. */
  readonly fingerprint: string;
  readonly status: "firing" | "resolved";
  readonly labels: Labels;
  readonly annotations: Labels;
  /** Unix milliseconds. */
  readonly startsAt: number;
}

/** What a source posted, in our terms. */
export interface Notification {
  readonly source: Source;
  readonly reports: readonly AlertReport[];
  /** Alerts that the source left out: what they do is unknown, and nothing may be concluded from their absence. */
  readonly truncated: number;
}

/** A body that cannot be understood; the message says where and why. */
export class MalformedNotification extends Error {}

const TICKETS = new Set(["ticket", "warning", "warn", "info", "informational", "notice", "low", "none", "no severity"]);

/** An alert wakes somebody unless it says that it need not: a page too many is better than one too few. */
export function severityOf(labels: Labels): Severity {
  return TICKETS.has((labels["severity"] ?? "").toLowerCase()) ? "ticket" : "page";
}
