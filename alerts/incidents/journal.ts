import { isOver, waitFrom } from "../../foundation/storage/wait.ts";
import { eachAlone, placeOf } from "../channels/destination.ts";
import { applyEvent } from "./apply-event.ts";
import type { Draft, Entry, IncidentEvent } from "./incident-event.ts";
import type { EntryRecord, IncidentRecord, MessageRecord, PageRecord } from "./records.ts";
import type { Changes, Setting } from "./router-event.ts";
import { subjectOf } from "./subject.ts";
import { surroundingsOf } from "./surroundings.ts";

const SEEN_EVERY_MS = 60_000;
/** Longer ones are cut: a timeline is read by people. */
const LONGEST_ENTRY = 4_000;

/** Collects what happens to incidents in the course of one event. */
export class Journal {
  readonly #setting: Setting;
  readonly #records = new Map<string, IncidentRecord>();
  readonly #messages: MessageRecord[] = [];
  readonly #entries: EntryRecord[] = [];

  constructor(setting: Setting) {
    this.#setting = setting;
  }

  /** The incident as it stands after what has happened to it so far. */
  latest(record: IncidentRecord): IncidentRecord {
    return this.#records.get(record.incident.id) ?? record;
  }

  /** The incident after an event. */
  apply(record: IncidentRecord, event: IncidentEvent): IncidentRecord {
    const { incident, drafts, entries } = applyEvent(record.incident, event, surroundingsOf(record, this.#setting));
    if (incident === record.incident && drafts.length + entries.length === 0) return record;
    return this.write({ ...record, incident }, drafts, entries);
  }

  /** An incident's alerts still fire. Written down now and then: most notifications only repeat what is known. */
  seen(record: IncidentRecord): void {
    const { incident } = record;
    const { now } = this.#setting;
    if (incident.state === "resolved") return;
    if (incident.staleSince === undefined && !isOver(waitFrom(incident.lastSeenAt, SEEN_EVERY_MS), now)) return;
    const entries: Entry[] =
      incident.staleSince === undefined ? [] : [{ kind: "stale", text: "Its alerts are heard of again." }];
    this.write({ ...record, incident: { ...incident, lastSeenAt: now, staleSince: undefined } }, [], entries);
  }

  /** Keeps a record with what is to be said and noted about it. */
  write(record: IncidentRecord, drafts: readonly Draft[], entries: readonly Entry[]): IncidentRecord {
    const { now, links, newId } = this.#setting;
    const incidentId = record.incident.id;
    const letters = drafts.flatMap((draft) =>
      eachAlone(draft.destination).map((destination) => ({ ...draft, destination })),
    );
    const next: IncidentRecord = {
      ...record,
      entries: record.entries + entries.length,
      messages: record.messages + letters.length,
    };
    this.#records.set(incidentId, next);
    for (const [index, { kind, text }] of entries.entries()) {
      this.#entries.push({
        incidentId,
        seq: record.entries + index,
        at: now,
        kind,
        text: text.slice(0, LONGEST_ENTRY),
      });
    }
    if (letters.length === 0) return next;
    const subject = subjectOf(next, links);
    for (const [index, draft] of letters.entries()) {
      const { severity, action, dedupKey, destination, reason } = draft;
      const message = { id: newId(), action, dedupKey, destination, subject, reason, createdAt: now };
      this.#messages.push({ message, place: placeOf(destination), severity, seq: record.messages + index });
    }
    return next;
  }

  /** Everything so far, and the pages that begin with it. */
  get changes(): Changes {
    const incidents = [...this.#records.values()];
    return { incidents, entries: this.#entries, messages: this.#messages, newPages: this.#newPages() };
  }

  #newPages(): readonly PageRecord[] {
    const { now } = this.#setting;
    const pages = new Map<string, PageRecord>();
    for (const { message, severity } of this.#messages) {
      if (message.action !== "trigger" || severity !== "page") continue;
      const { dedupKey, subject } = message;
      pages.set(dedupKey, {
        dedupKey,
        incidentId: subject.incidentId,
        createdAt: now,
        acceptedAt: undefined,
        outcome: undefined,
        isTakenOver: false,
      });
    }
    return [...pages.values()];
  }
}
