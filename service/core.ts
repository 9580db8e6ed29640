import type { Database } from "../foundation/storage/database.ts";
import type { Operation } from "./http/operation.ts";
import type { Dependency } from "./outside/dependency.ts";
import type { JobKind, Jobs } from "./storage/jobs.ts";
import type { Recorder } from "./telemetry/events.ts";
import type { Logger } from "./telemetry/logger.ts";
import type { ScrapeReading } from "./telemetry/metrics.ts";

/** What every part of the business stands on. Time and randomness come from here, so that tests own them. */
export interface Core {
  /** Unix time in milliseconds. */
  readonly now: () => number;
  /** A number from 0 to below 1. */
  readonly random: () => number;
  /** A new unguessable id. */
  readonly newId: () => string;
  readonly database: Database;
  readonly jobs: Jobs;
  /** Says what happened, once; metrics, span events and logs follow from it. */
  readonly record: Recorder;
  readonly log: Logger;
}

/** One part of the business: what it offers over HTTP, what it does in the background and what it can tell about itself. */
export interface Part {
  readonly operations?: readonly Operation[];
  readonly jobs?: readonly JobKind[];
  readonly gauges?: readonly ScrapeReading[];
  readonly dependencies?: readonly Dependency[];
  /** Ends timers and connections; called once, after the last job. */
  readonly close?: () => Promise<void>;
}
