import { DAY, MINUTE, SECOND } from "../promql/duration.ts";

/** How often the alerting looks and tells (milliseconds). */
export interface Timing {
  /** Between evaluations of the rules that page. */
  readonly fastRules: number;
  /** Between evaluations of the rules over long windows. */
  readonly slowRules: number;
  /** How long a new group of alerts waits for more of it, and how long one that was told waits with what is new. */
  readonly groupWait: number;
  readonly groupInterval: number;
  /** Between two tellings of an alert that still fires: a sign that it lives. */
  readonly repeat: number;
  /** The same of the alert that always fires: the router pages when it has heard nothing for five minutes. */
  readonly watchdogRepeat: number;
}

export const TIMING: Timing = {
  // Half the shortest base window that a scrape of 15 s gives.
  fastRules: 30 * SECOND,
  // Well below the five minutes after which Prometheus forgets a sample.
  slowRules: 2 * MINUTE,
  // Short: the router does the waiting.
  groupWait: 5 * SECOND,
  groupInterval: 30 * SECOND,
  repeat: 30 * MINUTE,
  watchdogRepeat: MINUTE,
};

/**
 * How long (milliseconds) after a promise was made its absence alert begins to miss a signal that never came, when one that went is
 * missed for `absentAfter`. Both then wait for `absentAfter`: at 10m people are told an hour after the promise was made.
 */
export function graceOf(absentAfter: number): number {
  return Math.min(5 * absentAfter, DAY);
}

/** How long (milliseconds) a rate bridges scrapes that failed: four scrapes, so that it survives one that did. */
export function baseWindow(scrapeInterval: number): number {
  return Math.ceil((4 * scrapeInterval) / 1000) * 1000;
}

/**
 * The window (milliseconds) over which the rules read raw series once: the base window, and never less than two evaluations, because what
 * lies between two of them and in neither's window would not be counted.
 */
export function readWindow(scrapeInterval: number, { fastRules }: Pick<Timing, "fastRules"> = TIMING): number {
  return Math.max(baseWindow(scrapeInterval), 2 * fastRules);
}

/** Whether rules can be made for a scrape every `interval` milliseconds: of 10m, a base window still is 40m and a page comes within two hours. */
export function isScrapeInterval(interval: number): boolean {
  return interval >= SECOND && interval <= 10 * MINUTE;
}
