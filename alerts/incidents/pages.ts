import { isOver, waitFrom } from "../../foundation/storage/wait.ts";
import type { PageRecord } from "./records.ts";

/** A page is in time when somebody's PagerDuty or mail server has accepted it within this. */
export const IN_TIME_MS = 60_000;
/** Email takes over early enough to be in time itself. */
export const FALLBACK_AFTER_MS = 40_000;

/** The page after its first acceptance; undefined when it was accepted before. */
export function acceptPage(page: PageRecord, now: number): PageRecord | undefined {
  if (page.acceptedAt !== undefined) return undefined;
  const isInTime = page.outcome === undefined && now - page.createdAt <= IN_TIME_MS;
  return { ...page, acceptedAt: now, outcome: isInTime ? "in_time" : page.outcome };
}

/** Whether email is to take the page over now. */
export function isUnaccepted({ acceptedAt, isTakenOver, createdAt }: PageRecord, now: number): boolean {
  return acceptedAt === undefined && !isTakenOver && isOver(waitFrom(createdAt, FALLBACK_AFTER_MS), now);
}

/** Whether nobody has accepted the page in time. */
export function isLate({ outcome, createdAt }: PageRecord, now: number): boolean {
  return outcome === undefined && createdAt <= now - IN_TIME_MS;
}
