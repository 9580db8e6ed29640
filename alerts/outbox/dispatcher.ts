import type { Logger } from "pino";
import type { Database } from "../../foundation/storage/database.ts";
import type { Attempt, Deliver } from "../channels/channel.ts";
import type { Ledger } from "../storage/ledger.ts";
import type { RouterMetrics } from "../telemetry/router-metrics.ts";
import { retryAt } from "./backoff.ts";
import { Breakers } from "./breakers.ts";
import { type Claimed, claim, finish, giveBack } from "./outbox.ts";

const LOOK_EVERY_MS = 500;
const AT_ONCE = 20;
/** Within the lease, with time left to write down how it went. */
export const ATTEMPT_MS = 15_000;

export interface DispatcherOptions {
  readonly database: Database;
  readonly deliver: Deliver;
  readonly owner: string;
  readonly now: () => number;
  readonly random: () => number;
  readonly newId: () => string;
  readonly metrics: RouterMetrics;
  readonly log: Logger;
  readonly ledger: Ledger;
  /** Told when an attempt is written down. */
  readonly onWritten: () => void;
}

/** Sends what the outbox holds: claims, delivers, writes down how it went, and looks again. */
export class Dispatcher {
  readonly #options: DispatcherOptions;
  readonly #breakers = new Breakers();
  readonly #stopping = new AbortController();
  readonly #underWay = new Set<Promise<void>>();
  #looking: Promise<void> | undefined;
  #lookAgain = false;
  #isStopped = false;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: DispatcherOptions) {
    this.#options = options;
  }

  start(): void {
    this.#timer = setInterval(() => this.look(), LOOK_EVERY_MS);
    this.look();
  }

  /** Looks for due messages now; called when some may have come. */
  look(): void {
    if (this.#isStopped) return;
    if (this.#looking !== undefined) {
      this.#lookAgain = true;
      return;
    }
    this.#looking = this.#claimAll()
      .catch((error: unknown) => this.#options.log.warn({ err: error }, "the outbox could not be read"))
      .finally(() => {
        this.#looking = undefined;
        if (this.#lookAgain) {
          this.#lookAgain = false;
          this.look();
        }
      });
  }

  /** Claims no more; attempts under way have `patienceMs` to end. */
  async stop(patienceMs: number): Promise<void> {
    clearInterval(this.#timer);
    this.#isStopped = true;
    await this.#looking;
    const hurry = setTimeout(() => this.#stopping.abort(), patienceMs);
    while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay);
    clearTimeout(hurry);
  }

  async #claimAll(): Promise<void> {
    const { database, owner, now } = this.#options;
    while (this.#underWay.size < AT_ONCE && !this.#isStopped) {
      const at = now();
      const limit = AT_ONCE - this.#underWay.size;
      const claimed = await claim(database, { owner, now: at, limit, closed: this.#breakers.restingAt(at) });
      for (const one of claimed) {
        const work = this.#breakers.admits(one.place, at)
          ? this.#attempt(one)
          : giveBack(database, one, owner, at + LOOK_EVERY_MS, at);
        const watched = work
          .catch((error: unknown) => this.#options.log.warn({ err: error }, "an attempt could not be written down"))
          .finally(() => {
            this.#underWay.delete(watched);
            this.look();
          });
        this.#underWay.add(watched);
      }
      if (claimed.length < limit) return;
    }
  }

  async #attempt(claimed: Claimed): Promise<void> {
    const { deliver, now, random, newId, owner, database, metrics, log, ledger, onWritten } = this.#options;
    const { message, place } = claimed;
    const startedAt = now();
    const begun = performance.now();
    const signal = AbortSignal.any([this.#stopping.signal, AbortSignal.timeout(ATTEMPT_MS)]);
    const attempt: Attempt = await deliver(message, signal).catch((error: unknown) => ({
      outcome: "retry",
      detail: error instanceof Error ? error.message : "failed",
    }));
    const at = now();
    this.#breakers.settled(place, attempt.outcome, at);
    const { severity } = message.subject;
    const retry = retryAt(attempt, {
      number: claimed.attempt,
      severity,
      createdAt: message.createdAt,
      now: at,
      random,
    });
    const attemptId = newId();
    const state = await database.transaction(async (queries) => {
      const end = await finish(queries, { claimed, attempt, startedAt, now: at, retryAt: retry, attemptId, owner });
      await ledger.takeWithin(queries, { type: "attempt", message, state: end, detail: attempt.detail });
      return end;
    });
    onWritten();
    const outcome = state === "waiting" ? "retry" : state;
    const { kind, channel } = message.destination;
    metrics.delivered(kind, outcome, (performance.now() - begun) / 1_000);
    const line = { incident: message.subject.incidentId, action: message.action, channel, attempt: claimed.attempt };
    if (state === "sent") log.info(line, "delivered");
    else
      log.warn(
        { ...line, detail: attempt.detail, again_at: retry },
        state === "waiting" ? "not delivered" : "given up",
      );
  }
}
