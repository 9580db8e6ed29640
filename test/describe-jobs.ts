import { randomUUID } from "node:crypto";
import { afterEach, beforeEach } from "vitest";
import type { Database } from "../foundation/storage/database.ts";
import { JobRunner } from "../service/storage/job-runner.ts";
import type { JobKind } from "../service/storage/jobs.ts";
import { describeOnBoth } from "./real/both-databases.ts";
import { type TestCore, testCore } from "./service/core.ts";

/** What a test of jobs works with. A new one for each test. */
export interface JobBench {
  readonly core: TestCore;
  /** What ran, as SUBJECT#ATTEMPT. */
  readonly runs: string[];
  /** Notes each run and succeeds. */
  readonly send: JobKind;
  readonly add: (subject: string, inMs?: number) => Promise<void>;
  readonly pass: (ms: number) => void;
  /** The jobs table. */
  readonly rows: () => Promise<object[]>;
}

/** Describes jobs twice: on SQLite and on a real PostgreSQL. */
export function describeJobs(what: string, tests: (bench: () => JobBench) => void): void {
  describeOnBoth(what, (newUrl) => {
    let bench: JobBench;
    beforeEach(async () => {
      const core = await testCore({ url: await newUrl() });
      const runs: string[] = [];
      bench = {
        core,
        runs,
        send: jobKind(async (subject, attempt) => {
          runs.push(`${subject}#${attempt}`);
        }),
        add: (subject, inMs = 0) => core.jobs.add(core.database, "send", subject, inMs),
        pass: (ms) => core.setNow(core.now() + ms),
        rows: () => core.database.query("SELECT * FROM jobs"),
      };
    });
    afterEach(() => bench.core.close());
    tests(() => bench);
  });
}

export function jobKind(run: JobKind["run"], more: Partial<JobKind> = {}): JobKind {
  return { kind: "send", attempts: 3, firstRetryMs: 1_000, longestRetryMs: 60_000, run, ...more };
}

/** A second process on the same database, or on another one. */
export function anotherRunner(core: TestCore, database: Database = core.database): JobRunner {
  return new JobRunner({ ...core, database, newId: randomUUID });
}
