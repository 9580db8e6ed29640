import { AsyncLocalStorage } from "node:async_hooks";
import type { Database, Queries } from "../../foundation/storage/database.ts";
import { waitFrom } from "../../foundation/storage/wait.ts";
import type { Logger } from "../telemetry/logger.ts";
import { currentTraceparent, traced } from "./job-span.ts";
import {
  addJob,
  addRecurring,
  type ClaimedJob,
  claimJobs,
  endJob,
  giveUpJob,
  kindsDue,
  LEASE_MS,
  oldestDueSeconds,
  putBackJob,
  renewLease,
} from "./job-table.ts";
import { type JobKind, type Jobs, NotYet } from "./jobs.ts";

/** Bounded for each kind by itself: work that hangs on one outside party does not hold up the rest. */
const MOST_AT_ONCE = 4;
const POLL_EVERY_MS = 1_000;
const LONGEST_ERROR = 500;
/** What was due before is not made up for: an old backup must not bring the work of years. */
const LONGEST_OUTAGE_MS = 31 * 86_400_000;

export interface JobRunnerOptions {
  readonly database: Database;
  /** Unix time in milliseconds. */
  readonly now: () => number;
  /** A number from 0 to below 1. */
  readonly random: () => number;
  readonly newId: () => string;
  readonly log: Logger;
}

/** Runs durable jobs. Several processes on one database share the work; one that dies loses nothing. */
export class JobRunner implements Jobs {
  readonly #options: JobRunnerOptions;
  readonly #kinds = new Map<string, JobKind>();
  readonly #running = new Map<Promise<void>, ClaimedJob>();
  /** Timers made while somebody adds a job would otherwise carry on with that request's trace. */
  readonly #outside = AsyncLocalStorage.snapshot();
  #isStarted = false;
  #knowsRecurring = false;
  #isAway = false;
  #timer: NodeJS.Timeout | undefined;
  #timerMs = 0;
  #claiming: Promise<number> | undefined;

  constructor(options: JobRunnerOptions) {
    this.#options = options;
  }

  register(kinds: readonly JobKind[]): void {
    for (const kind of kinds) this.#kinds.set(kind.kind, kind);
    this.#knowsRecurring = false;
  }

  async add(queries: Queries, kind: string, subject: string, inMs = 0): Promise<void> {
    const wait = waitFrom(this.#options.now(), inMs);
    await addJob(queries, { kind, subject, wait, traceparent: currentTraceparent() });
    const wake = () => this.#wakeIn(0);
    queries.afterCommit(wake);
  }

  /** Begins to run what is due, and whatever comes due. */
  start(): void {
    this.#isStarted = true;
    this.#wakeIn(0);
  }

  /** Begins no more jobs, and waits for the running ones up to `patienceMs`; what is left is somebody's after its lease. */
  async stop(patienceMs: number): Promise<void> {
    this.#isStarted = false;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    let patience: NodeJS.Timeout | undefined;
    const enough = new Promise((resolve) => {
      patience = setTimeout(resolve, patienceMs);
    });
    const drained = Promise.resolve(this.#claiming)
      .catch(() => undefined)
      .then(() => Promise.all(this.#running.keys()));
    await Promise.race([drained, enough]);
    clearTimeout(patience);
  }

  /** Runs what is due to its end; answers with how many jobs that were. Rejects when the database does not answer. */
  async runDue(): Promise<number> {
    const claimed = await this.#claim();
    await Promise.all(this.#running.keys());
    return claimed;
  }

  /** Seconds that the longest waiting job has been due; 0 when none is. */
  async overdueSeconds(): Promise<number> {
    return oldestDueSeconds(this.#options.database, [...this.#kinds.keys()], this.#options.now());
  }

  #wakeIn(ms: number): void {
    if (!this.#isStarted) return;
    if (this.#timer !== undefined && this.#timerMs <= ms) return;
    clearTimeout(this.#timer);
    this.#timerMs = ms;
    this.#timer = this.#outside(setTimeout, () => void this.#poll(), ms);
  }

  async #poll(): Promise<void> {
    this.#timer = undefined;
    try {
      // A claim that is under way may not see what this was woken for.
      await this.#claiming?.catch(() => undefined);
      if (!this.#isStarted) return;
      await this.#claim();
      if (this.#isAway) this.#options.log.info("the database is back; jobs run again");
      this.#isAway = false;
    } catch (error) {
      if (!this.#isAway) this.#options.log.error({ err: error }, "jobs wait: the database does not answer");
      this.#isAway = true;
    }
    this.#wakeIn(POLL_EVERY_MS);
  }

  async #claim(): Promise<number> {
    this.#claiming ??= this.#claimEach().finally(() => {
      this.#claiming = undefined;
    });
    return this.#claiming;
  }

  async #claimEach(): Promise<number> {
    const { database, now, newId } = this.#options;
    await this.#addRecurring();
    let claimed = 0;
    for (const kind of await kindsDue(database, now())) {
      const limit = this.#kinds.has(kind) ? this.#free(kind) : 0;
      if (limit === 0) continue;
      const except = Array.from(this.#running.values(), ({ owner }) => owner);
      const jobs = await claimJobs(database, { kind, now: now(), limit, owner: newId(), except });
      for (const job of jobs) this.#begin(job);
      claimed += jobs.length;
    }
    return claimed;
  }

  async #addRecurring(): Promise<void> {
    if (this.#knowsRecurring) return;
    const { database, now } = this.#options;
    for (const kind of this.#kinds.values()) {
      if (kind.nextDue !== undefined) await addRecurring(database, kind.kind, kind.nextDue(now()), now());
    }
    this.#knowsRecurring = true;
  }

  #free(kind: string): number {
    return MOST_AT_ONCE - [...this.#running.values()].filter((job) => job.kind === kind).length;
  }

  #begin(job: ClaimedJob): void {
    const { database, now, log } = this.#options;
    const renewal = setInterval(() => {
      // Without it the job is taken over when its lease has ended, which it must bear.
      renewLease(database, job, now()).catch(() => undefined);
    }, LEASE_MS / 3);
    const run = this.#run(job)
      // The outcome could not be written down: after its lease the job runs again.
      .catch((error: unknown) => log.error({ err: error, job: job.kind }, "the outcome of a job was not stored"))
      .finally(() => {
        clearInterval(renewal);
        // More of the kind may wait for this place.
        if (this.#free(job.kind) === 0) this.#wakeIn(0);
        this.#running.delete(run);
      });
    this.#running.set(run, job);
  }

  async #run(job: ClaimedJob): Promise<void> {
    const kind = this.#kinds.get(job.kind);
    if (kind === undefined) return;
    if (job.attempts > kind.attempts) {
      // The process that had the last try ended in it, or could not give up.
      await this.#giveUp(kind, job, new Error(job.last_error ?? "the process ended during the last try"));
      return;
    }
    if (kind.nextDue !== undefined && (job.round_at ?? 0) > this.#options.now()) {
      // The clock was put back: by today's clock its time has not come.
      await this.#comeRound(kind, job, job.last_error);
      return;
    }
    try {
      const dueAt = job.round_at ?? job.due_at;
      await traced(job, kind.nextDue !== undefined, () => kind.run(job.subject, job.attempts, dueAt));
    } catch (error) {
      await this.#failed(kind, job, error instanceof Error ? error : new Error(String(error)));
      return;
    }
    await this.#ended(kind, job);
  }

  async #ended(kind: JobKind, job: ClaimedJob): Promise<void> {
    if (kind.nextDue === undefined) await endJob(this.#options.database, job);
    else await this.#comeRound(kind, job, null);
  }

  async #failed(kind: JobKind, job: ClaimedJob, error: Error): Promise<void> {
    const { database, now, random, log } = this.#options;
    const message = shortened(error);
    const again = (inMs: number, attempts: number) =>
      putBackJob(database, job, { wait: waitFrom(now(), inMs), roundAt: job.round_at, attempts, error: message });
    if (error instanceof NotYet) {
      await again(error.inMs, job.attempts - 1);
    } else if (job.attempts < kind.attempts) {
      await again(retryDelay(kind, job.attempts, random), job.attempts);
      log.warn(
        { err: error, job: kind.kind, subject: job.subject, attempt: job.attempts },
        "a job is tried again later",
      );
    } else {
      await this.#giveUp(kind, job, error);
    }
  }

  async #giveUp(kind: JobKind, job: ClaimedJob, error: Error): Promise<void> {
    const { database, now, log } = this.#options;
    log.error({ err: error, job: kind.kind, subject: job.subject, attempt: job.attempts }, "a job is given up");
    // First what giving up means to the business: when that fails, the lease runs out and it is tried again.
    await kind.giveUp?.(job.subject, error);
    if (kind.nextDue === undefined) await giveUpJob(database, job, shortened(error), now());
    else await this.#comeRound(kind, job, shortened(error));
  }

  async #comeRound({ nextDue, isOwedEachRound }: JobKind, job: ClaimedJob, error: string | null): Promise<void> {
    if (nextDue === undefined) return;
    const { database, now } = this.#options;
    const since = now();
    // A clock that was put back has brought the job to a round that is not due; the next one is the clock's.
    const after =
      isOwedEachRound === true && job.round_at !== null
        ? Math.max(Math.min(job.round_at, since), since - LONGEST_OUTAGE_MS)
        : since;
    const roundAt = nextDue(after);
    await putBackJob(database, job, { wait: { since, until: roundAt }, roundAt, attempts: 0, error });
  }
}

/** Doubles with each try up to the longest; half of it is drawn, so that jobs which failed together do not return together. */
export function retryDelay(
  { firstRetryMs, longestRetryMs }: Pick<JobKind, "firstRetryMs" | "longestRetryMs">,
  attempt: number,
  random: () => number,
): number {
  const full = Math.min(longestRetryMs, firstRetryMs * 2 ** (attempt - 1));
  return Math.round(full * (0.5 + random() / 2));
}

const shortened = ({ message }: Error): string => message.slice(0, LONGEST_ERROR);
