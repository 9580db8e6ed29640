import type { AlertReport } from "../ingest/notification.ts";

/** The newest episode of an alert that is known: from one start to its end. */
export interface Episode {
  readonly status: "firing" | "resolved";
  /** Unix milliseconds. */
  readonly startsAt: number;
}

/**
 * What a report means to what is known. Reports come twice, late and out of order: from two Alertmanagers, from retries.
 * `refired` is a new episode of an alert whose end was never told.
 */
export type Change = "fired" | "refired" | "resolved" | "repeated" | "outdated";

/** An episode that has ended stays so: a new one has a new start. A resolve that comes first is remembered. */
export function changeOf(known: Episode | undefined, report: Pick<AlertReport, "status" | "startsAt">): Change {
  if (known === undefined) return report.status === "firing" ? "fired" : "outdated";
  if (report.startsAt < known.startsAt) return "outdated";
  const isNew = report.startsAt > known.startsAt;
  if (report.status === "firing") {
    if (!isNew) return known.status === "firing" ? "repeated" : "outdated";
    return known.status === "firing" ? "refired" : "fired";
  }
  // The end of an episode whose start was never told also ends the one before it.
  return known.status === "firing" ? "resolved" : "outdated";
}

/** What is known after a report. */
export function episodeAfter(known: Episode | undefined, report: Pick<AlertReport, "status" | "startsAt">): Episode {
  const { status, startsAt } = report;
  if (known === undefined || startsAt > known.startsAt) return { status, startsAt };
  return startsAt === known.startsAt && status === "resolved" ? { status, startsAt } : known;
}
