import type { Queries } from "../../foundation/storage/database.ts";
import { isOver, waitFrom } from "../../foundation/storage/wait.ts";
import { enqueue, type QueuedDraft } from "../outbox/enqueue.ts";
import type { Routing } from "../routing/routing.ts";
import { type IncidentRecord, saveIncidents } from "../storage/incident-record.ts";
import { insertRows } from "../storage/many-rows.ts";
import { applyEvent } from "./apply-event.ts";
import type { Draft, Entry, IncidentEvent } from "./incident-event.ts";
import { type Links, subjectOf } from "./subject.ts";
import { type Environment, surroundingsOf } from "./surroundings.ts";

/** What the writing of incidents depends on besides the database. */
export interface WritingContext {
  readonly routing: () => Routing;
  readonly environment: Environment;
  readonly links: Links;
  readonly newId: () => string;
}

interface WrittenEntry extends Entry {
  readonly incidentId: string;
  readonly seq: number;
}

const SEEN_EVERY_MS = 60_000;
/** Longer ones are cut: a timeline is read by people. */
const LONGEST_ENTRY = 4_000;

/** Collects what happens to incidents within one transaction, and writes all of it at once. */
export class IncidentWriter {
  readonly #context: WritingContext;
  readonly #routing: Routing;
  readonly #now: number;
  readonly #records = new Map<string, IncidentRecord>();
  readonly #drafts: QueuedDraft[] = [];
  readonly #entries: WrittenEntry[] = [];

  constructor(context: WritingContext, now: number) {
    this.#context = context;
    this.#routing = context.routing();
    this.#now = now;
  }

  /** The incident as it stands after what has happened so far. */
  apply(record: IncidentRecord, event: IncidentEvent): IncidentRecord {
    const surroundings = surroundingsOf(record, this.#routing, this.#context.environment, this.#now);
    const { incident, drafts, entries } = applyEvent(record.incident, event, surroundings);
    return this.write({ ...record, incident }, drafts, entries);
  }

  /** An incident's alerts still fire. Written down now and then: most notifications only repeat what is known. */
  seen(record: IncidentRecord): void {
    const { incident } = record;
    if (incident.state === "resolved") return;
    if (incident.staleSince === undefined && !isOver(waitFrom(incident.lastSeenAt, SEEN_EVERY_MS), this.#now)) return;
    const entries: Entry[] =
      incident.staleSince === undefined ? [] : [{ kind: "stale", text: "Its alerts are heard of again." }];
    this.write({ ...record, incident: { ...incident, lastSeenAt: this.#now, staleSince: undefined } }, [], entries);
  }

  /** Keeps a record with what is to be said and noted about it. */
  write(record: IncidentRecord, drafts: readonly Draft[], entries: readonly Entry[]): IncidentRecord {
    const { incident } = record;
    const next: IncidentRecord = {
      ...record,
      entries: record.entries + entries.length,
      messages: record.messages + drafts.length,
    };
    this.#records.set(incident.id, next);
    entries.forEach((entry, index) => {
      this.#entries.push({ ...entry, incidentId: incident.id, seq: record.entries + index });
    });
    if (drafts.length > 0) {
      const subject = subjectOf(next, this.#context.links);
      drafts.forEach((draft, index) => {
        this.#drafts.push({ draft, subject, seq: record.messages + index, id: this.#context.newId() });
      });
    }
    return next;
  }

  get isEmpty(): boolean {
    return this.#records.size === 0;
  }

  /** Writes everything; the transaction is the caller's. */
  async flush(queries: Queries): Promise<void> {
    await saveIncidents(queries, [...this.#records.values()]);
    const rows = this.#entries.map(({ incidentId, seq, kind, text }) => [
      incidentId,
      seq,
      this.#now,
      kind,
      text.slice(0, LONGEST_ENTRY),
    ]);
    await insertRows(queries, "timeline", ["incident_id", "seq", "at", "kind", "entry"], rows);
    await enqueue(queries, this.#drafts, this.#now);
  }
}
