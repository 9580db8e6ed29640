import { randomUUID } from "node:crypto";
import pino from "pino";
import type { Core } from "../../service/core.ts";
import { JobRunner } from "../../service/storage/job-runner.ts";
import type { JobKind } from "../../service/storage/jobs.ts";
import { openServiceDatabase } from "../../service/storage/service-database.ts";
import type { DomainEvent } from "../../service/telemetry/events.ts";

export interface TestCore extends Core {
  /** What was recorded, in order. */
  readonly events: DomainEvent[];
  readonly setNow: (ms: number) => void;
  /** Runs every job that is due until none is. */
  readonly runJobs: (kinds: readonly JobKind[]) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Friday noon in Taipei. */
export const NOON = Date.parse("2026-11-20T12:00:00+08:00");

/** A core in memory for the tests of one part: its own clock, numbered ids, events kept. */
export async function testCore({ now = NOON, url = "sqlite::memory:" } = {}): Promise<TestCore> {
  let time = now;
  let ids = 0;
  const events: DomainEvent[] = [];
  const database = await openServiceDatabase(url);
  const log = pino({ enabled: false });
  const clock = () => time;
  const random = () => 0.5;
  const jobs = new JobRunner({ database, now: clock, random, newId: randomUUID, log });
  return {
    now: clock,
    random,
    newId: () => `id-${String(++ids).padStart(6, "0")}`,
    database,
    jobs,
    record: (event) => events.push(event),
    log,
    events,
    setNow: (ms) => {
      time = ms;
    },
    runJobs: async (kinds) => {
      jobs.register(kinds);
      while ((await jobs.runDue()) > 0);
    },
    close: () => database.close(),
  };
}
