import type { Queries } from "../../foundation/storage/database.ts";

/** A kind of durable background work. A job names the row that it is about, its subject; the row says the rest. */
export interface JobKind {
  readonly kind: string;
  /** Tries before the job is given up; Infinity for work that must not be given up. */
  readonly attempts: number;
  /** Wait before the second try; doubles with each further one, with jitter, up to `longestRetryMs`. */
  readonly firstRetryMs: number;
  readonly longestRetryMs: number;
  /**
   * Does the work; must bear being done twice. When it rejects, the job is tried again later. `dueAt` is when it was due, however
   * late it runs (Unix ms): for work that comes round the time of the calendar that it is about.
   */
  readonly run: (subject: string, attempt: number, dueAt: number) => Promise<void>;
  /** Called once when the last try has failed; once more if the process dies in it, or if it rejects. */
  readonly giveUp?: (subject: string, error: Error) => Promise<void>;
  /** For work that comes round: when it is next due after a time, asked at the start and after each run. Its subject is the kind. */
  readonly nextDue?: (after: number) => number;
  /** Every time it was due in the last 31 days is made up for by a run of its own; otherwise one run stands for all that were missed. */
  readonly isOwedEachRound?: boolean;
}

export interface Jobs {
  /**
   * Adds a job within the caller's transaction, so that it exists exactly when the rest of it does. A job of the same
   * kind and subject that waits longer than `inMs` is brought forward; one that runs will run once more; one that was given up
   * begins anew. The current trace is continued when the job runs.
   */
  readonly add: (queries: Queries, kind: string, subject: string, inMs?: number) => Promise<void>;
}

/** Thrown by a job to be tried again after a given time, whatever its retry delays say. It counts as no attempt. */
export class NotYet extends Error {
  readonly inMs: number;

  constructor(inMs: number, message: string) {
    super(message);
    this.name = "NotYet";
    this.inMs = inMs;
  }
}
