import { context, trace } from "@opentelemetry/api";
import { W3CTraceContextPropagator } from "@opentelemetry/core";
import { NodeSDK } from "@opentelemetry/sdk-node";
import { InMemorySpanExporter, SimpleSpanProcessor } from "@opentelemetry/sdk-trace";
import { pino } from "pino";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import type { Database } from "../../foundation/storage/database.ts";
import { anotherRunner, jobKind } from "../../test/describe-jobs.ts";
import { testCore } from "../../test/service/core.ts";
import { Faults } from "../sandbox/faults.ts";
import { databaseFaults } from "./faulty-database.ts";
import { JobRunner, retryDelay } from "./job-runner.ts";
import { LEASE_MS } from "./job-table.ts";
import { openServiceDatabase } from "./service-database.ts";

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
    database = await openServiceDatabase("sqlite::memory:", undefined, { before });
    const log = pino({ level: "info" }, { write: (line) => void logged.push(JSON.parse(line).msg) });
    runner = new JobRunner({ database, now: Date.now, random: () => 0.5, newId: () => crypto.randomUUID(), log });
    const note = async (subject: string) => void ran.push(subject);
    runner.register([jobKind(note), jobKind(note, { kind: "other" })]);
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
      await runner.add(queries, "send", "later", 60_000);
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
    await runner.add(database, "send", "waiting", 5_000);
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
      jobKind(() => new Promise((resolve) => (finish = resolve)), { kind: "quick" }),
      jobKind(() => new Promise(() => undefined), { kind: "endless" }),
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
    runner.register([jobKind(() => new Promise(() => undefined), { kind: "long" })]);
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
    await core.runJobs([jobKind(async () => void within.push(trace.getActiveSpan()?.spanContext().traceId))]);
    expect(within).toEqual([request.spanContext().traceId, undefined]);
    expect(exporter.getFinishedSpans()).toMatchObject([
      { name: "job send", parentSpanContext: { spanId: request.spanContext().spanId } },
    ]);
    await core.close();
  });

  it("says what went wrong", async () => {
    const core = await testCore();
    const request = trace.getTracer("test").startSpan("request");
    await context.with(trace.setSpan(context.active(), request), () => core.jobs.add(core.database, "send", "a"));
    await core.runJobs([jobKind(() => Promise.reject(new TypeError("no way")))]);
    const [span] = exporter.getFinishedSpans().slice(-1);
    expect(span).toMatchObject({ name: "job send", attributes: { "error.type": "TypeError" } });
    expect(span?.events).toMatchObject([
      { name: "exception", attributes: { "exception.type": "TypeError", "exception.message": "no way" } },
    ]);
    await core.close();
  });

  it("begins with it when the clock starts it", async () => {
    const core = await testCore();
    const within: Array<string | undefined> = [];
    const note = async () => void within.push(trace.getActiveSpan()?.spanContext().traceId);
    const nightly = jobKind(note, { kind: "nightly", nextDue: (now) => now + 60_000 });
    await core.runJobs([nightly]);
    core.setNow(core.now() + 60_000);
    await core.runJobs([nightly]);
    expect(within).toEqual([expect.stringMatching(/^[0-9a-f]{32}$/)]);
    const [span] = exporter.getFinishedSpans().slice(-1);
    expect([span?.name, span?.parentSpanContext]).toEqual(["job nightly", undefined]);
    await core.close();
  });

  it("has no part in looking for jobs", async () => {
    const within: unknown[] = [];
    let looked = 0;
    const database = await openServiceDatabase("sqlite::memory:", (operation) => {
      if (operation === "SELECT") looked++;
      if (operation === "UPDATE") within.push(trace.getActiveSpan());
      return () => undefined;
    });
    const core = await testCore();
    const runner = anotherRunner(core, database);
    const ran = new Promise<void>((resolve) => {
      runner.register([jobKind(async () => resolve())]);
    });
    const before = looked;
    runner.start();
    await vi.waitFor(() => expect(looked).toBeGreaterThan(before));
    const request = trace.setSpan(context.active(), trace.getTracer("test").startSpan("request"));
    await context.with(request, () => runner.add(database, "send", "a"));
    await ran;
    expect(within).toEqual([undefined]);
    await runner.stop(1_000);
    await Promise.all([core.close(), database.close()]);
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
