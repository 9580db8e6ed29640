import type { Database, Queries } from "../../foundation/storage/database.ts";
import type { Understood } from "../ingest/notification.ts";
import type { Source } from "../routing/routing.ts";
import type { Ledger } from "../storage/ledger.ts";
import { insertNotification, type PackedBody, type Understanding } from "../storage/notification-rows.ts";

/** What waits may not grow without end: a sender that hears 503 comes again with what is true then. */
const MOST_ALERTS_WAITING = 200_000;
const MOST_WAITING = 5_000;
/** Notifications that come together are committed together: on a slow disk a commit takes many times longer than its statements. */
const MOST_ALERTS_TOGETHER = 1_000;

/** The router takes no more for now; the sender is to try again. */
export class Overloaded extends Error {}

interface Arrival {
  readonly understood: Understood;
  readonly body: PackedBody;
  readonly settle: (error?: unknown) => void;
}

export interface IntakeOptions {
  readonly database: Database;
  readonly ledger: Ledger;
  /** Unix milliseconds. */
  readonly now: () => number;
  readonly newId: () => string;
}

/** Takes notifications in: what `store` has answered is on disk, with all that follows from it. */
export class Intake {
  readonly #options: IntakeOptions;
  #waiting: Arrival[] = [];
  #alertsWaiting = 0;
  #loop: Promise<void> | undefined;

  constructor(options: IntakeOptions) {
    this.#options = options;
  }

  /** Resolves when the notification is stored. Rejects with Overloaded, or with a DatabaseError; then nothing of it is. */
  async store(understood: Understood, body: PackedBody): Promise<void> {
    const size = understood.notification.reports.length;
    const isFull = this.#waiting.length >= MOST_WAITING || this.#alertsWaiting + size > MOST_ALERTS_WAITING;
    if (isFull) throw new Overloaded("too many notifications wait to be stored");
    this.#alertsWaiting += size;
    try {
      await new Promise<void>((resolve, reject) => {
        const settle = (error?: unknown) => (error === undefined ? resolve() : reject(error));
        this.#waiting.push({ understood, body, settle });
        this.#loop ??= this.#run().finally(() => {
          this.#loop = undefined;
        });
      });
    } finally {
      this.#alertsWaiting -= size;
    }
  }

  /** Keeps a body that could not be understood, for people to look at. */
  async keepMalformed(source: Source, body: PackedBody, problem: string): Promise<void> {
    await this.#keep(this.#options.database, source, { understood: "nothing", problem, body });
  }

  async #run(): Promise<void> {
    while (this.#waiting.length > 0) {
      const together = this.#take();
      try {
        await this.#commit(together);
        for (const { settle } of together) settle();
      } catch (error) {
        if (together.length === 1) together[0]?.settle(error);
        // One that cannot be stored must not take its neighbours with it.
        else for (const one of together) await this.#commit([one]).then(() => one.settle(), one.settle);
      }
    }
  }

  #take(): Arrival[] {
    let alerts = 0;
    const end = this.#waiting.findIndex(({ understood }) => {
      alerts += understood.notification.reports.length;
      return alerts > MOST_ALERTS_TOGETHER;
    });
    return this.#waiting.splice(0, end === -1 ? this.#waiting.length : Math.max(1, end));
  }

  async #commit(arrivals: readonly Arrival[]): Promise<void> {
    await this.#options.database.transaction(async (queries) => {
      for (const arrival of arrivals) await this.#write(queries, arrival);
    });
  }

  async #write(queries: Queries, { understood, body }: Arrival): Promise<void> {
    const { notification, oddities: problem } = understood;
    await this.#keep(queries, notification.source, { understood: howFar(understood), problem, body });
    await this.#options.ledger.takeWithin(queries, { type: "notification", notification });
  }

  async #keep(
    queries: Queries,
    source: Source,
    kept: { readonly understood: Understanding; readonly problem: string | undefined; readonly body: PackedBody },
  ): Promise<void> {
    const { newId, now } = this.#options;
    await insertNotification(queries, { id: newId(), source, receivedAt: now(), ...kept });
  }
}

function howFar({ isTest, oddities }: Understood): Understanding {
  if (isTest) return "test";
  return oddities === undefined ? "whole" : "part";
}
