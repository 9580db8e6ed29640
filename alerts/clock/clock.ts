import type { Logger } from "pino";
import type { Database, Queries } from "../../foundation/storage/database.ts";
import { fallBack } from "../incidents/fallback.ts";
import { IncidentWriter, type WritingContext } from "../incidents/incident-writer.ts";
import { surroundingsOf } from "../incidents/surroundings.ts";
import { FALLBACK_AFTER_MS, markLate, takeUnaccepted } from "../pages/pages.ts";

import { dueIncidents, incidentsById, incidentsFromTheFuture, silentIncidents } from "../storage/incident-record.ts";
import type { RouterMetrics } from "../telemetry/router-metrics.ts";

import { watchHeartbeat } from "../watch/dead-mans-switch.ts";
import { forgetOld } from "./retention.ts";

const TICK_MS = 500;
/** So many at a time, so that a restart after a long stop does not hold the database for long. */
const BATCH = 100;
const FORGET_EVERY_MS = 60_000;

export interface ClockOptions {
  readonly database: Database;
  readonly context: WritingContext;
  readonly now: () => number;
  readonly metrics: RouterMetrics;
  readonly log: Logger;
  /** Milliseconds that resolved incidents and bodies are kept. */
  readonly retention: number;
  /** Told that there may be something to send. */
  readonly onStored: () => void;
}

/** What happens by itself: escalation steps, pages that email takes over, stale incidents, the dead man's switch, forgetting. */
export class Clock {
  readonly #options: ClockOptions;
  #timer: NodeJS.Timeout | undefined;
  #ticking: Promise<void> | undefined;
  #forgotAt = 0;
  #lastTickAt = 0;
  /** What happened while the router was off it could not hear: silence counts from its start. */
  #listensSince: number;

  constructor(options: ClockOptions) {
    this.#options = options;
    this.#listensSince = options.now();
  }

  start(): void {
    this.#timer = setInterval(() => void this.tick(), TICK_MS);
  }

  /** Unix milliseconds of the last tick that did all it had to. */
  get lastTickAt(): number {
    return this.#lastTickAt;
  }

  async stop(): Promise<void> {
    clearInterval(this.#timer);
    await this.#ticking;
  }

  /** Does everything that is due now; never rejects. */
  async tick(): Promise<void> {
    this.#ticking ??= this.#all()
      .catch((error: unknown) => this.#options.log.warn({ err: error }, "the clock missed a tick"))
      .finally(() => {
        this.#ticking = undefined;
      });
    await this.#ticking;
  }

  async #all(): Promise<void> {
    const { database, metrics, now, retention, onStored } = this.#options;
    const isAny = [
      await this.#write(escalateDue),
      await this.#write(takeOverPages),
      await this.#write(markStale),
      await this.#write(watchHeartbeats),
    ];
    for (let late = await markLate(database, now()); late > 0; late--) metrics.pageLate();
    if (isAny.includes(true)) onStored();
    const at = now();
    if (Math.abs(at - this.#forgotAt) > FORGET_EVERY_MS) {
      this.#forgotAt = at;
      await forgetOld(database, at - retention);
    }
    this.#lastTickAt = at;
  }

  /** One transaction; true when it wrote something. */
  async #write(work: Work): Promise<boolean> {
    const { database, context, metrics } = this.#options;
    const { isAny, steps } = await database.transaction(async (queries) => {
      const now = this.#options.now();
      this.#listensSince = Math.min(this.#listensSince, now);
      const writer = new IncidentWriter(context, now);
      const taken = await work(queries, writer, { now, context, listensSince: this.#listensSince });
      await writer.flush(queries);
      return { isAny: !writer.isEmpty, steps: taken };
    });
    for (let step = 0; step < steps; step++) metrics.escalated();
    return isAny;
  }
}

/** Does one kind of thing; answers with how many escalation steps it took. */
type Work = (
  queries: Queries,
  writer: IncidentWriter,
  at: { readonly now: number; readonly context: WritingContext; readonly listensSince: number },
) => Promise<number>;

const escalateDue: Work = async (queries, writer, { now }) => {
  const due = await dueIncidents(queries, now, BATCH);
  for (const record of due) writer.apply(record, { type: "due" });
  return due.filter(({ incident }) => (incident.paging?.step ?? -1) >= 0).length;
};

const takeOverPages: Work = async (queries, writer, { now, context }) => {
  const pages = await takeUnaccepted(queries, now, BATCH);
  const incidents = await incidentsById(queries, [...new Set(pages.map(({ incidentId }) => incidentId))]);
  const records = new Map(incidents.map((record) => [record.incident.id, record]));
  const why = `Its channel has not accepted the page within ${FALLBACK_AFTER_MS / 1_000} s.`;
  for (const page of pages) {
    const record = records.get(page.incidentId);
    if (record === undefined) continue;
    const { fallback } = surroundingsOf(record, context.routing(), context.environment, now);
    records.set(page.incidentId, fallBack(writer, record, page, fallback, why));
  }
  return 0;
};

const markStale: Work = async (queries, writer, { now, context, listensSince }) => {
  const { staleAfter } = context.routing();
  // Silence is counted from now when it began at a time that has not come yet.
  for (const record of await incidentsFromTheFuture(queries, now, BATCH)) writer.seen(record);
  if (now - listensSince < staleAfter) return 0;
  const silent = await silentIncidents(queries, now - staleAfter, BATCH);
  for (const record of silent) writer.apply(record, { type: "stale" });
  return 0;
};

const watchHeartbeats: Work = async (queries, writer, { now, context, listensSince }) => {
  const { deadMansSwitch } = context.routing();
  if (deadMansSwitch !== undefined)
    await watchHeartbeat(queries, writer, deadMansSwitch, { now, context, listensSince });
  return 0;
};
