import type { Database } from "../../foundation/storage/database.ts";
import { type IncidentRecord, incidentsById } from "../storage/incident-record.ts";
import { IncidentWriter, type WritingContext } from "./incident-writer.ts";

/** What people do to incidents, through the console or through PagerDuty. */
export type DeedKind = "acknowledge" | "resolve";

/** How a deed ended: `late` when somebody else, or the alerts themselves, were faster. */
export type DeedResult = "done" | "late" | "unknown";

const LONGEST_NOTE = 4_000;

export interface DeedOptions {
  readonly database: Database;
  readonly context: WritingContext;
  readonly now: () => number;
  /** Told that there may be something to send. */
  readonly onStored: () => void;
}

export class Deeds {
  readonly #options: DeedOptions;

  constructor(options: DeedOptions) {
    this.#options = options;
  }

  /** Acknowledges or resolves an incident. Rejects with a DatabaseError. */
  async doTo(incidentId: string, type: DeedKind, by: string): Promise<DeedResult> {
    return this.#change(incidentId, (writer, record) => {
      const after = writer.apply(record, { type, by });
      return after.incident.state === record.incident.state ? "late" : "done";
    });
  }

  /** Adds a note to the timeline. Rejects with a DatabaseError. */
  async note(incidentId: string, by: string, text: string): Promise<DeedResult> {
    return this.#change(incidentId, (writer, record) => {
      writer.write(record, [], [{ kind: "note", text: `${by}: ${text.slice(0, LONGEST_NOTE)}` }]);
      return "done";
    });
  }

  async #change(
    incidentId: string,
    change: (writer: IncidentWriter, record: IncidentRecord) => DeedResult,
  ): Promise<DeedResult> {
    const { database, context, now, onStored } = this.#options;
    const result = await database.transaction(async (queries) => {
      const [record] = await incidentsById(queries, [incidentId]);
      if (record === undefined) return "unknown";
      const writer = new IncidentWriter(context, now());
      const done = change(writer, record);
      await writer.flush(queries);
      return done;
    });
    onStored();
    return result;
  }
}
