import { join } from "node:path";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "../../foundation/storage/database.ts";
import { readMigrations } from "../../foundation/storage/migrate.ts";
import { openDatabase } from "../../foundation/storage/open-database.ts";
import { CLOCKS_AGREE_WITHIN_MS } from "../../foundation/storage/wait.ts";
import { sampleSubject } from "../../test/alerts/sample-subject.ts";
import type { Attempt, Destination } from "../channels/channel.ts";
import { placeOf } from "../channels/destination.ts";
import { FALLBACK_AFTER_MS, isUnaccepted } from "../incidents/pages.ts";
import { enqueue, LEASE_MS } from "../storage/message-rows.ts";
import { duePages, insertPages, updatePages } from "../storage/page-rows.ts";
import { LONGEST_ASKED_MS, retryAt } from "./backoff.ts";
import { claim, finish } from "./outbox.ts";

/** Nothing waits longer than the longest of all waits, as long as the clock goes as time does. */
const PATIENCE_MS = Math.max(LONGEST_ASKED_MS, LEASE_MS) + CLOCKS_AGREE_WITHIN_MS;
const CHANNELS = ["team", "platform"];

/** How an attempt ends. Who is lost takes the message along, and its lease stays. */
const OUTCOMES = ["accepted", "retry", "asks for patience", "lost"] as const;
type Ending = (typeof OUTCOMES)[number];

type Step = { do: "page"; channel: string } | { do: "pass"; ms: number } | { do: "look"; endings: Ending[] };

const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({ do: fc.constant("page" as const), channel: fc.constantFrom(...CHANNELS) }),
    fc.record({
      do: fc.constant("pass" as const),
      ms: fc.oneof(fc.constantFrom(500, LEASE_MS, -3_600_000, 3_600_000), fc.integer({ min: -1e9, max: 1e9 })),
    }),
    fc.record({ do: fc.constant("look" as const), endings: fc.array(fc.constantFrom(...OUTCOMES), { maxLength: 4 }) }),
  ),
  { maxLength: 20 },
);

class World {
  readonly #database: Database;
  #now = 1_700_000_000_000;
  #ids = 0;

  constructor(database: Database) {
    this.#database = database;
  }

  pass(ms: number): void {
    this.#now += ms;
  }

  async page(channel: string): Promise<void> {
    const id = String(++this.#ids);
    const destination: Destination = { kind: "pagerduty", channel, routingKey: channel };
    const createdAt = this.#now;
    const subject = sampleSubject({ incidentId: id, startedAt: createdAt });
    const message = { id, action: "trigger", dedupKey: id, destination, subject, reason: "", createdAt } as const;
    await enqueue(this.#database, [{ message, place: placeOf(destination), severity: "page", seq: 0 }], createdAt);
    const page = { dedupKey: id, incidentId: id, createdAt };
    await insertPages(this.#database, [{ ...page, acceptedAt: undefined, outcome: undefined, isTakenOver: false }]);
  }

  /** Claims until nothing is left to claim; each attempt ends as said, and then well. */
  async look(endings: readonly Ending[]): Promise<void> {
    const coming = [...endings];
    for (;;) {
      const all = await claim(this.#database, { owner: "test", now: this.#now, limit: 10, closed: [] });
      if (all.length === 0) return;
      for (const claimed of all) {
        const ending = coming.shift() ?? "accepted";
        if (ending === "lost") continue;
        const attempt: Attempt =
          ending === "accepted"
            ? { outcome: "accepted", detail: "" }
            : { outcome: "retry", detail: "", ...(ending === "retry" ? {} : { afterMs: LONGEST_ASKED_MS }) };
        const at = this.#now;
        const { createdAt } = claimed.message;
        const again = retryAt(attempt, { number: 1, severity: "page", createdAt, now: at, random: () => 0.5 });
        const attemptId = String(++this.#ids);
        await finish(this.#database, {
          claimed,
          attempt,
          startedAt: at,
          now: at,
          retryAt: again,
          attemptId,
          owner: "test",
        });
      }
    }
  }

  async takeOver(): Promise<void> {
    const pages = await duePages(this.#database, { now: this.#now, limit: 100 });
    const unaccepted = pages.filter((page) => isUnaccepted(page, this.#now));
    await updatePages(
      this.#database,
      unaccepted.map((page) => ({ ...page, isTakenOver: true })),
    );
  }
}

describe("the outbox under a clock that jumps", () => {
  let database: Database;
  beforeAll(async () => {
    database = await openDatabase(
      "sqlite::memory:",
      readMigrations(join(import.meta.dirname, "../storage/migrations")),
    );
  });
  afterAll(() => database.close());
  const count = async (sql: string) => (await database.query(sql)).length;

  it("lets no page wait longer than it was told to: each is sent, or email takes it over", async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (plan) => {
        for (const table of ["messages", "attempts", "pages"]) await database.query(`DELETE FROM ${table}`);
        const world = new World(database);
        for (const step of plan) {
          if (step.do === "pass") world.pass(step.ms);
          else if (step.do === "page") await world.page(step.channel);
          else await world.look(step.endings);
        }
        // The router looks twice a second: what the last jump has freed is seen before time goes on.
        await world.look([]);
        await world.takeOver();
        world.pass(FALLBACK_AFTER_MS + CLOCKS_AGREE_WITHIN_MS);
        await world.takeOver();
        expect(await count("SELECT 1 AS one FROM pages WHERE accepted_at IS NULL AND fallback_sent = 0")).toBe(0);
        world.pass(PATIENCE_MS);
        await world.look([]);
        expect(await count("SELECT 1 AS one FROM messages WHERE state = 'waiting'")).toBe(0);
      }),
      { numRuns: 500 },
    );
  });
});
