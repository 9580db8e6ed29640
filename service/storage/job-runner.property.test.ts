import fc from "fast-check";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Database, DatabaseError } from "../../foundation/storage/database.ts";
import { CLOCKS_AGREE_WITHIN_MS } from "../../foundation/storage/wait.ts";
import { JobRunner } from "./job-runner.ts";
import { LEASE_MS } from "./job-table.ts";
import { type JobKind, NotYet } from "./jobs.ts";
import { openServiceDatabase } from "./service-database.ts";

const ATTEMPTS = 3;
const LONGEST_WAIT_MS = 60_000;
/** Nobody waits longer than the longest of all waits, as long as the clock goes as time does. */
const PATIENCE_MS = Math.max(LONGEST_WAIT_MS, LEASE_MS) + CLOCKS_AGREE_WITHIN_MS;
const ALIVE = "SELECT subject FROM jobs WHERE given_up_at IS NULL";

/** What the next try comes to. A crash ends the process before or after the job's effect. */
const OUTCOMES = [
  "done",
  "done and added",
  "fails and added",
  "fails",
  "not yet",
  "crash before",
  "crash after",
] as const;
type Outcome = (typeof OUTCOMES)[number];

/** Time passes by `ms`, during a run too; below 0, and by much, it is the clock that is set. */
type Step = { do: "add"; subject: string; inMs: number } | { do: "pass"; ms: number } | { do: "run"; passing: number };

const jumps = fc.oneof(fc.constantFrom(-86_400_000, -3_600_000, -500, 3_600_000), fc.integer({ min: -1e9, max: 1e9 }));
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    fc.record({
      do: fc.constant("add" as const),
      subject: fc.constantFrom("a", "b", "c"),
      inMs: fc.constantFrom(0, 0, 5_000),
    }),
    fc.record({ do: fc.constant("pass" as const), ms: fc.oneof(fc.constantFrom(1_000, 5_000, LEASE_MS), jumps) }),
    fc.record({ do: fc.constant("run" as const), passing: fc.oneof({ arbitrary: fc.constant(0), weight: 4 }, jumps) }),
  ),
  { maxLength: 25 },
);

type Happening = { subject: string; what: "added" | "begun" | "effect" | "given up" | "cut off"; attempt?: number };

/** A process that can crash: then its database answers it no more, and it does nothing more. */
class Process {
  readonly runner: JobRunner;
  crashed = false;

  constructor(database: Database, now: () => number, kind: (process: Process) => JobKind) {
    const gone = () => Promise.reject(new DatabaseError("connection", "the process has crashed"));
    this.runner = new JobRunner({
      database: { ...database, query: (sql, params) => (this.crashed ? gone() : database.query(sql, params)) },
      now,
      random: () => 0.5,
      newId: () => crypto.randomUUID(),
      log: pino({ enabled: false }),
    });
    this.runner.register([kind(this)]);
  }
}

/** What happens to jobs in a world that goes through these steps, and then through time until nothing is left to do. */
async function live(database: Database, plan: readonly Step[], outcomes: readonly Outcome[]): Promise<Happening[]> {
  const happened: Happening[] = [];
  const coming = [...outcomes];
  let now = 1_000_000_000_000;
  let passing = 0;
  const kind = (process: Process): JobKind => ({
    kind: "send",
    attempts: ATTEMPTS,
    firstRetryMs: 1_000,
    longestRetryMs: LONGEST_WAIT_MS,
    run: async (subject, attempt) => {
      if (process.crashed) throw new Error("a dead process does nothing");
      happened.push({ subject, what: "begun", attempt });
      const outcome = coming.shift() ?? "done";
      if (outcome.startsWith("done") || outcome === "crash after") happened.push({ subject, what: "effect" });
      if (outcome.endsWith("added")) await add(subject, 5_000);
      now += passing;
      if (outcome === "not yet") throw new NotYet(2_000, "not yet");
      if (outcome.startsWith("fails")) throw new Error("no answer");
      if (outcome.startsWith("crash")) {
        process.crashed = true;
        throw new Error("crash");
      }
    },
    giveUp: async (subject) => {
      if (!process.crashed) happened.push({ subject, what: "given up" });
    },
  });
  const start = () => new Process(database, () => now, kind);
  let process = start();
  const add = async (subject: string, inMs: number) => {
    happened.push({ subject, what: "added" });
    await process.runner.add(database, "send", subject, inMs);
  };
  const run = async () => {
    await process.runner.runDue().catch(() => undefined);
    if (!process.crashed) return;
    process = start();
    // A crash between the giving up and the note of it: only then it is done once more.
    for (const { subject } of await database.query<{ subject: string }>(ALIVE)) {
      const last = happened.findLast((happening) => happening.subject === subject);
      if (last?.what === "given up") happened.push({ subject, what: "cut off" });
    }
  };
  for (const step of plan) {
    if (step.do === "pass") now += step.ms;
    else if (step.do === "run") {
      passing = step.passing;
      await run();
      passing = 0;
    } else await add(step.subject, step.inMs);
  }
  // Processes look every second: what the last jump has freed is seen before time goes on.
  await run();
  for (;;) {
    const alive = await database.query<{ subject: string }>(ALIVE);
    if (alive.length === 0) return happened;
    now += PATIENCE_MS;
    const before = happened.length;
    await run();
    // One that crashes takes down those that run beside it, so not each of them gets to its turn each time.
    expect(happened.slice(before).some(({ what }) => what !== "cut off")).toBe(true);
  }
}

describe("jobs that are added, fail and crash in any order, under a clock that jumps", () => {
  let database: Database;
  beforeAll(async () => {
    database = await openServiceDatabase("sqlite::memory:");
  });
  afterAll(() => database.close());

  it("have their effect after they were last added, or are given up once; none is lost, begun without need, or waits for a time that lies ahead only since the clock was put back", async () => {
    await fc.assert(
      fc.asyncProperty(steps, fc.array(fc.constantFrom(...OUTCOMES), { maxLength: 30 }), async (plan, outcomes) => {
        await database.query("DELETE FROM jobs");
        const happened = await live(database, plan, outcomes);
        for (const subject of new Set(happened.map(({ subject }) => subject))) {
          const life = happened.filter((happening) => happening.subject === subject);
          const sinceLastAdded = life.slice(life.findLastIndex(({ what }) => what === "added") + 1);
          expect(sinceLastAdded.some(({ what }) => what === "effect" || what === "given up")).toBe(true);
          let isGivenUp = false;
          let isAddedSinceBegun = false;
          for (const { what, attempt = 1 } of life) {
            if (what === "added" || what === "cut off") isGivenUp = false;
            else expect(isGivenUp).toBe(false);
            if (what === "given up") isGivenUp = !isAddedSinceBegun;
            if (what === "added" || what === "begun") isAddedSinceBegun = what === "added";
            expect(attempt).toBeLessThanOrEqual(ATTEMPTS);
          }
        }
      }),
      { numRuns: 500 },
    );
  });
});
