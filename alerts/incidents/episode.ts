import { isOver, waitFrom } from "../../foundation/storage/wait.ts";
import type { AlertReport } from "../ingest/notification.ts";

/** The newest episode of an alert that is known: from its beginning to its end. */
export interface Episode {
  readonly status: "firing" | "resolved";
  /** The latest beginning that was told, in Unix milliseconds by the source's clock. */
  readonly startsAt: number;
  /** The latest end that was told, also of the episode before; undefined when no end said when it was. */
  readonly endsAt: number | undefined;
}

/** What a report means to what is known. Reports come twice, late and out of order: from two Alertmanagers, from retries. */
export type Change = "fired" | "resolved" | "repeated" | "outdated";

/**
 * Word of what is over may be late by so much: a second Alertmanager sends 15 s after the first (`--cluster.peer-timeout`). An
 * alert that is told to fire again later than this does fire: Alertmanager merges to the earliest start, so it may come back
 * with a start that has ended.
 */
const LATE_MS = 20_000;

/**
 * A later beginning without an end between is the same episode, and an end ends it unless it is proved older than a later
 * beginning. `heardAt` is when the alert was last heard of (Unix milliseconds).
 */
export function changeOf(
  known: (Episode & { readonly heardAt: number }) | undefined,
  report: Told,
  { now, isOnce }: { readonly now: number; readonly isOnce: boolean },
): Change {
  const isFiring = report.status === "firing";
  if (known === undefined) return isFiring ? "fired" : "outdated";
  if (known.status === "firing") return isFiring ? "repeated" : isOlder(report, known) ? "outdated" : "resolved";
  if (!isFiring) return "outdated";
  if (report.startsAt > (known.endsAt ?? known.startsAt)) return "fired";
  return isOnce || !isOver(waitFrom(known.heardAt, LATE_MS), now) ? "outdated" : "fired";
}

/** What is known after a report. */
export function episodeAfter(known: Episode | undefined, report: Told, change: Change): Episode {
  const { status, startsAt, endsAt } = report;
  if (known === undefined) return { status, startsAt, endsAt };
  if (change === "outdated" && (status === "firing" || known.status === "firing")) return known;
  if (change === "fired") return { status, startsAt, endsAt: known.endsAt };
  return {
    status,
    startsAt: Math.max(startsAt, known.startsAt),
    endsAt: endsAt === undefined ? known.endsAt : Math.max(endsAt, known.endsAt ?? endsAt),
  };
}

type Told = Pick<AlertReport, "status" | "startsAt" | "endsAt">;

/** Whether an end is that of an episode before: it was told already, or it was before the newest beginning. */
function isOlder({ startsAt, endsAt }: Told, known: Episode): boolean {
  if (endsAt === undefined || endsAt < startsAt) return false;
  if (known.endsAt !== undefined && endsAt <= known.endsAt) return true;
  return startsAt < known.startsAt && endsAt <= known.startsAt;
}
