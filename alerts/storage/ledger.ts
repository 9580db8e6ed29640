import type { Database, Queries } from "../../foundation/storage/database.ts";
import { planOf } from "../incidents/router-core.ts";
import type { Changes, Counts, RouterEvent, Setting } from "../incidents/router-event.ts";
import type { Routing } from "../routing/routing.ts";
import { loadRecords } from "./load-records.ts";
import { saveChanges } from "./save-changes.ts";

export interface LedgerOptions extends Omit<Setting, "now" | "routing"> {
  readonly database: Database;
  readonly routing: () => Routing;
  /** Unix milliseconds. */
  readonly now: () => number;
  /** Told after each commit that has changed something: there may be something to send, and something to count. */
  readonly onStored: (counts: Counts) => void;
}

/** Keeps the records: reads what an event needs, asks the core what follows, writes it down, and all of it in one transaction. */
export class Ledger {
  readonly #options: LedgerOptions;

  constructor(options: LedgerOptions) {
    this.#options = options;
  }

  /** Takes an event in. Rejects with a DatabaseError; then nothing has happened. */
  async take(event: RouterEvent): Promise<Changes> {
    return this.#options.database.transaction((queries) => this.takeWithin(queries, event));
  }

  /** Takes an event in within a transaction of the caller's. */
  async takeWithin(queries: Queries, event: RouterEvent): Promise<Changes> {
    const { routing, onStored, ...options } = this.#options;
    const now = options.now();
    const { needs, follow } = planOf(event, { ...options, routing: routing(), now });
    const changes = follow(await loadRecords(queries, needs));
    await saveChanges(queries, changes, now);
    if (!isNothing(changes)) queries.afterCommit(() => onStored(changes.counts ?? {}));
    return changes;
  }
}

function isNothing({ alerts = [], incidents, pages = [] }: Changes): boolean {
  return alerts.length + incidents.length + pages.length === 0;
}
