import { context, trace } from "@opentelemetry/api";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { NodeSDK } from "@opentelemetry/sdk-node";
import { InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { type PostgresServer, startPostgres } from "../../test/real/postgres-server.ts";
import { Faults } from "../sandbox/faults.ts";
import { type TestCore, testCore } from "../test-core.ts";
import type { Database } from "./database.ts";
import { databaseFaults } from "./faulty-database.ts";
import { JobRunner, retryDelay } from "./job-runner.ts";
import { type JobKind, NotYet } from "./jobs.ts";
import { openDatabase } from "./open-database.ts";

const LEASE_MS = 30_000;

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

/** Work that notes what it is asked to do. */
function kindOf(run: JobKind["run"], more: Partial<JobKind> = {}): JobKind {
  return { kind: "send", attempts: 3, firstRetryMs: 1_000, longestRetryMs: 60_000, run, ...more };
}

/** A second process on the same database. */
function anotherRunner(core: TestCore, database: Database = core.database): JobRunner {
  return new JobRunner({ ...core, database, newId: () => crypto.randomUUID() });
}

describe.each([
  ["SQLite", async () => "sqlite::memory:"],
  ["PostgreSQL", async () => server.newDatabase()],
])("jobs on %s", (_name, newUrl) => {
  let core: TestCore;
  const runs: string[] = [];
  const send = kindOf(async (subject, attempt) => {
    runs.push(`${subject}#${attempt}`);
  });
  beforeEach(async () => {
    core = await testCore({ url: await newUrl() });
    runs.length = 0;
  });
  afterEach(() => core.close());
  const add = (subject: string, inMs = 0) => core.jobs.add(core.database, "send", subject, core.now() + inMs);
  const pass = (ms: number) => core.setNow(core.now() + ms);
  const rows = () => core.database.query("SELECT * FROM jobs");

  it("exist exactly when the transaction that adds them commits", async () => {
    await core.database.transaction((queries) => core.jobs.add(queries, "send", "kept"));
    await core.database
      .transaction(async (queries) => {
        await core.jobs.add(queries, "send", "undone");
        throw new Error("no");
      })
      .catch(() => undefined);
    await core.runJobs([send]);
    expect(runs).toEqual(["kept#1"]);
    expect(await rows()).toEqual([]);
  });

  it("are one for a kind and a subject, at the sooner of their times", async () => {
    await add("a", 9_000);
    await add("a", 5_000);
    await add("a", 7_000);
    pass(4_999);
    await core.runJobs([send]);
    expect(runs).toEqual([]);
    pass(1);
    await core.runJobs([send]);
    pass(9_000);
    await core.runJobs([send]);
    expect(runs).toEqual(["a#1"]);
  });

  it("run once more, and not before their time, when they are added while they run", async () => {
    const again = kindOf(async (subject, attempt) => {
      runs.push(`${subject}#${attempt}`);
      if (runs.length > 1) return;
      for (const inMs of [9_000, 5_000, 7_000]) await add("a", inMs);
    });
    await add("a");
    await core.runJobs([again]);
    pass(4_999);
    await core.runJobs([again]);
    expect(runs).toEqual(["a#1"]);
    pass(1);
    await core.runJobs([again]);
    expect(runs).toEqual(["a#1", "a#1"]);
    expect(await rows()).toEqual([]);
  });

  it("are tried again after waits that double, then given up once, and kept with the reason", async () => {
    const gaveUp: string[] = [];
    const failing = kindOf(
      async (subject, attempt) => {
        runs.push(`${subject}#${attempt}`);
        throw new Error(`no answer ${attempt}`);
      },
      { giveUp: async (subject, { message }) => void gaveUp.push(`${subject}: ${message}`) },
    );
    await add("a");
    // Half of each wait is drawn, and a test core draws the middle.
    for (const [wait, tried] of [
      [0, 1],
      [749, 1],
      [1, 2],
      [1_499, 2],
      [1, 3],
      [86_400_000, 3],
    ] as const) {
      pass(wait);
      await core.runJobs([failing]);
      expect(runs).toHaveLength(tried);
    }
    expect(gaveUp).toEqual(["a: no answer 3"]);
    expect(await rows()).toMatchObject([{ subject: "a", attempts: 3, last_error: "no answer 3" }]);
    await add("a");
    await core.runJobs([failing]);
    expect(runs.slice(3)).toEqual(["a#1"]);
  });

  it("that wait for their time use up no try", async () => {
    const early = core.now() + 50_000;
    const waiting = kindOf(async (subject, attempt) => {
      runs.push(`${subject}#${attempt}`);
      if (core.now() < early) throw new NotYet(core.now() + 10_000, "too early");
    });
    await add("a");
    for (let step = 0; step < 10; step++) {
      await core.runJobs([waiting]);
      pass(10_000);
    }
    expect(runs).toEqual(Array.from({ length: 6 }, () => "a#1"));
    expect(await rows()).toEqual([]);
  });

  it("that fail while they are added again do not wait for their next try", async () => {
    const failing = kindOf(async (subject, attempt) => {
      runs.push(`${subject}#${attempt}`);
      if (attempt > 1) return;
      await add("a", 100);
      throw new Error("no answer");
    });
    await add("a");
    await core.runJobs([failing]);
    pass(99);
    await core.runJobs([failing]);
    expect(runs).toEqual(["a#1"]);
    pass(1);
    await core.runJobs([failing]);
    expect(runs).toEqual(["a#1", "a#2"]);
  });

  it("that are given up while they are added again begin anew", async () => {
    const failing = kindOf(
      async (subject, attempt) => {
        runs.push(`${subject}#${attempt}`);
        if (runs.length > 1) return;
        await add("a");
        throw new Error("no answer");
      },
      { attempts: 1, giveUp: async (subject) => void runs.push(`${subject} given up`) },
    );
    await add("a");
    await core.runJobs([failing]);
    expect(runs).toEqual(["a#1", "a given up", "a#1"]);
    expect(await rows()).toEqual([]);
  });

  describe("of a process that died", () => {
    let endLate: { resolve: () => void; reject: (reason: Error) => void };
    let ended: Promise<unknown>;
    const die = async (attempts: number) => {
      const dead = anotherRunner(core);
      dead.register([
        kindOf(() => new Promise<void>((resolve, reject) => (endLate = { resolve, reject })), { attempts }),
      ]);
      await add("a");
      ended = dead.runDue();
      await vi.waitFor(async () => expect(await rows()).toMatchObject([{ attempts: 1 }]));
    };

    it("are taken over after its lease", async () => {
      await die(3);
      await add("a", 100_000);
      pass(LEASE_MS - 1);
      await core.runJobs([send]);
      expect(runs).toEqual([]);
      pass(1);
      await core.runJobs([send]);
      expect(runs).toEqual(["a#2"]);
      pass(100_000 - LEASE_MS);
      await core.runJobs([send]);
      expect(runs).toEqual(["a#2", "a#1"]);
      endLate.resolve();
      await ended;
    });

    it.each([
      ["done", 3],
      ["failed", 3],
      ["failed for good", 1],
    ])("are no longer its own: that one is %s is not heard", async (late, attempts) => {
      await die(attempts);
      pass(LEASE_MS);
      await core.runJobs([send]);
      await add("a", 60_000);
      if (late === "done") endLate.resolve();
      else endLate.reject(new Error("too late"));
      await ended;
      expect(await rows()).toMatchObject([{ attempts: 0, last_error: null, given_up_at: null }]);
    });
  });

  it("whose last try ended with the process are given up instead of ending the next process too", async () => {
    const gaveUp: string[] = [];
    await add("a");
    await core.database.query("UPDATE jobs SET attempts = 3, owner = 'dead', owned_until = $1", [core.now() + 1]);
    pass(1);
    await core.runJobs([kindOf(send.run, { giveUp: async (subject) => void gaveUp.push(subject) })]);
    expect({ runs, gaveUp }).toEqual({ runs: [], gaveUp: ["a"] });
  });

  it("are given up again when giving up failed", async () => {
    let tries = 0;
    const failing = kindOf(() => Promise.reject(new Error("no")), {
      attempts: 1,
      giveUp: async () => {
        tries++;
        if (tries === 1) throw new Error("the database is away");
      },
    });
    await add("a");
    await core.runJobs([failing]);
    pass(LEASE_MS);
    await core.runJobs([failing]);
    pass(LEASE_MS);
    await core.runJobs([failing]);
    expect(tries).toBe(2);
  });

  it("that come round keep their time over a restart, run once for all the times they missed, and survive failing", async () => {
    const hour = 3_600_000;
    const hourly = kindOf(
      async (_subject, attempt) => {
        runs.push(`${(core.now() / hour) % 24}h#${attempt}`);
        if (runs.length === 2) throw new Error("no");
      },
      { attempts: 1, nextDue: (now) => (Math.floor(now / hour) + 1) * hour },
    );
    await core.runJobs([hourly]);
    expect(runs).toEqual([]);
    pass(5 * hour);
    const restarted = anotherRunner(core);
    restarted.register([hourly]);
    expect([await restarted.runDue(), await restarted.runDue()]).toEqual([1, 0]);
    pass(hour);
    await core.runJobs([hourly]);
    pass(hour);
    await core.runJobs([hourly]);
    expect(runs).toEqual(["9h#1", "10h#1", "11h#1"]);
  });

  it("are shared by processes, each job run by one of them", async () => {
    const count = 30;
    const subjects = Array.from({ length: count }, (_, index) => `job-${index}`);
    await Promise.all(subjects.map((subject) => add(subject)));
    const runners = [anotherRunner(core), anotherRunner(core), anotherRunner(core)];
    for (const runner of runners) runner.register([send]);
    await Promise.all(
      runners.map(async (runner) => {
        while ((await runner.runDue()) > 0);
      }),
    );
    expect(runs.toSorted()).toEqual(subjects.map((subject) => `${subject}#1`).toSorted());
  });

  it("of one kind that hangs hold up no other, and are bounded", async () => {
    let release = () => {};
    const hanging = new Promise<void>((resolve) => (release = resolve));
    const slow = kindOf(
      (subject) => {
        runs.push(subject);
        return hanging;
      },
      { kind: "slow" },
    );
    for (let job = 0; job < 10; job++) await core.jobs.add(core.database, "slow", `slow-${job}`, core.now() + job);
    pass(20);
    await add("quick");
    const runner = anotherRunner(core);
    runner.register([slow, send]);
    const all = runner.runDue();
    await vi.waitFor(() => expect(runs).toContain("quick#1"));
    expect(runs.filter((run) => run !== "quick#1").toSorted()).toEqual(["slow-0", "slow-1", "slow-2", "slow-3"]);
    release();
    await all;
  });

  it("tell how long the longest due of them waits", async () => {
    await core.jobs.add(core.database, "unknown", "a", core.now() - 900_000);
    const runner = anotherRunner(core);
    runner.register([send]);
    await add("a", 5_000);
    expect(await runner.overdueSeconds()).toBe(0);
    pass(35_000);
    expect(await runner.overdueSeconds()).toBe(30);
    await runner.runDue();
    expect(await runner.overdueSeconds()).toBe(0);
  });
});

describe("a started runner", () => {
  const faults = new Faults(() => 0);
  let statementMs: number;
  let database: Database;
  let runner: JobRunner;
  const logged: string[] = [];
  const ran: string[] = [];
  beforeEach(async () => {
    vi.useFakeTimers();
    ran.length = 0;
    logged.length = 0;
    statementMs = 0;
    const strike = databaseFaults(faults);
    const before = async (sql: string) => {
      if (statementMs > 0) await new Promise((resolve) => setTimeout(resolve, statementMs));
      await strike(sql);
    };
    database = await openDatabase("sqlite::memory:", undefined, { before });
    const log = pino({ level: "info" }, { write: (line) => void logged.push(JSON.parse(line).msg) });
    runner = new JobRunner({ database, now: Date.now, random: () => 0.5, newId: () => crypto.randomUUID(), log });
    const note = async (subject: string) => void ran.push(subject);
    runner.register([kindOf(note), kindOf(note, { kind: "other" })]);
    runner.start();
    await vi.advanceTimersByTimeAsync(0);
  });
  afterEach(async () => {
    vi.useRealTimers();
    faults.clear("database");
    await runner.stop(0);
    await database.close();
  });

  it("begins as soon as a transaction has committed, and otherwise when a job comes due", async () => {
    await database.transaction(async (queries) => {
      await runner.add(queries, "send", "now");
      await runner.add(queries, "send", "later", Date.now() + 60_000);
      await vi.advanceTimersByTimeAsync(0);
      expect(ran).toEqual([]);
    });
    await vi.advanceTimersByTimeAsync(0);
    expect(ran).toEqual(["now"]);
    await vi.advanceTimersByTimeAsync(61_000);
    expect(ran).toEqual(["now", "later"]);
  });

  it("begins with what was added while it looked for others", async () => {
    statementMs = 10;
    const adding = [runner.add(database, "send", "first")];
    await vi.advanceTimersByTimeAsync(15);
    adding.push(runner.add(database, "other", "second"));
    await vi.advanceTimersByTimeAsync(200);
    await Promise.all(adding);
    expect(ran).toEqual(["first", "second"]);
  });

  it("goes through more jobs than it runs at once without waiting in between", async () => {
    for (let job = 0; job < 20; job++) await runner.add(database, "send", `job-${job}`);
    await vi.advanceTimersByTimeAsync(10);
    expect(ran).toHaveLength(20);
  });

  it("says once that the database is away, and goes on when it is back", async () => {
    await runner.add(database, "send", "waiting", Date.now() + 5_000);
    faults.set("database", { mode: "down" });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(logged).toEqual(["jobs wait: the database does not answer"]);
    faults.clear("database");
    await vi.advanceTimersByTimeAsync(1_000);
    expect(ran).toEqual(["waiting"]);
    expect(logged.slice(1)).toEqual(["the database is back; jobs run again"]);
  });

  it("stops when what runs has ended, or when patience has", async () => {
    let finish = () => {};
    runner.register([
      kindOf(() => new Promise((resolve) => (finish = resolve)), { kind: "quick" }),
      kindOf(() => new Promise(() => undefined), { kind: "endless" }),
    ]);
    await runner.add(database, "quick", "a");
    await vi.advanceTimersByTimeAsync(0);
    const stopped = runner.stop(60_000);
    finish();
    await stopped;
    expect(await database.query("SELECT * FROM jobs")).toEqual([]);
    runner.start();
    await runner.add(database, "endless", "b");
    await vi.advanceTimersByTimeAsync(0);
    const impatient = runner.stop(5_000);
    await runner.add(database, "send", "too late");
    await vi.advanceTimersByTimeAsync(5_000);
    await impatient;
    expect(ran).toEqual([]);
    expect(await database.query("SELECT subject FROM jobs ORDER BY subject")).toHaveLength(2);
  });

  it("begins with nothing more once it is told to stop", async () => {
    statementMs = 10;
    const adding = [runner.add(database, "send", "first")];
    await vi.advanceTimersByTimeAsync(15);
    adding.push(runner.add(database, "other", "second"));
    await vi.advanceTimersByTimeAsync(20);
    const stopped = runner.stop(60_000);
    await vi.advanceTimersByTimeAsync(2_000);
    await Promise.all([...adding, stopped]);
    expect(ran).toEqual(["first"]);
  });

  it("keeps what runs long as its own", async () => {
    runner.register([kindOf(() => new Promise(() => undefined), { kind: "long" })]);
    await runner.add(database, "long", "a");
    await vi.advanceTimersByTimeAsync(10 * LEASE_MS);
    expect(await database.query("SELECT attempts FROM jobs")).toEqual([{ attempts: 1 }]);
  });
});

describe("a job's trace", () => {
  const exporter = new InMemorySpanExporter();
  const tracing = new NodeSDK({
    autoDetectResources: false,
    spanProcessors: [new SimpleSpanProcessor({ exporter })],
    textMapPropagator: new W3CTraceContextPropagator(),
    metricReaders: [],
    logRecordProcessors: [],
    instrumentations: [],
  });
  beforeAll(() => tracing.start());
  afterAll(() => tracing.shutdown());

  it("is the one of the request that added it; without one it has none", async () => {
    const core = await testCore();
    const request = trace.getTracer("test").startSpan("request");
    await context.with(trace.setSpan(context.active(), request), () => core.jobs.add(core.database, "send", "traced"));
    await core.jobs.add(core.database, "send", "untraced");
    const within: Array<string | undefined> = [];
    await core.runJobs([kindOf(async () => void within.push(trace.getActiveSpan()?.spanContext().traceId))]);
    expect(within).toEqual([request.spanContext().traceId, undefined]);
    expect(exporter.getFinishedSpans()).toMatchObject([
      { name: "job send", parentSpanContext: { spanId: request.spanContext().spanId } },
    ]);
    await core.close();
  });
});

describe("the wait before another try", () => {
  it("doubles up to the longest, and half of it is drawn", () => {
    const kind = { firstRetryMs: 1_000, longestRetryMs: 10_000 };
    const waits = (random: number) => [1, 2, 3, 4, 5, 2_000].map((attempt) => retryDelay(kind, attempt, () => random));
    expect(waits(0)).toEqual([500, 1_000, 2_000, 4_000, 5_000, 5_000]);
    expect(waits(0.5)).toEqual([750, 1_500, 3_000, 6_000, 7_500, 7_500]);
  });
});
