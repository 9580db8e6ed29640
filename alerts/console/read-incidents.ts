import type { Database } from "../../foundation/storage/database.ts";
import type { IncidentRecord } from "../incidents/records.ts";
import { recordOf } from "../storage/incident-rows.ts";

const MOST_SHOWN = 200;

interface RecordRow {
  readonly document: string;
  readonly about: string;
  readonly entries: number;
  readonly messages: number;
}

export interface TimelineEntry {
  readonly at: number;
  readonly kind: string;
  readonly entry: string;
}

/** A message with the last attempt to deliver it. */
export interface Delivery {
  readonly id: string;
  readonly incidentId: string;
  readonly channel: string;
  readonly action: string;
  readonly severity: string;
  readonly state: "waiting" | "sent" | "superseded" | "dead_letter";
  readonly attempts: number;
  readonly createdAt: number;
  readonly dueAt: number;
  readonly finishedAt: number | null;
}

export interface DeliveryAttempt {
  readonly messageId: string;
  readonly at: number;
  readonly durationMs: number;
  readonly outcome: "accepted" | "retry" | "rejected";
  readonly detail: string;
}

const DELIVERY = `SELECT id, incident_id AS "incidentId", destination, action, severity, state, attempts,
  created_at AS "createdAt", due_at AS "dueAt", finished_at AS "finishedAt" FROM messages`;

/** What the console shows; all of it read without a lock, so that a storm of alerts does not keep it waiting. */
export class IncidentReader {
  readonly #database: Database;

  constructor(database: Database) {
    this.#database = database;
  }

  /** Pages before tickets, what nobody has taken before what somebody has, the newest first. */
  async open(): Promise<readonly IncidentRecord[]> {
    return this.#records(
      `WHERE state <> 'resolved' ORDER BY severity, CASE state WHEN 'triggered' THEN 0 ELSE 1 END, opened_at DESC LIMIT ${MOST_SHOWN}`,
      [],
    );
  }

  async countOpen(): Promise<number> {
    const [row] = await this.#database.query<{ n: number }>(
      "SELECT COUNT(*) AS n FROM incidents WHERE state <> 'resolved'",
    );
    return row?.n ?? 0;
  }

  async resolvedSince(since: number): Promise<readonly IncidentRecord[]> {
    return this.#records("WHERE state = 'resolved' AND resolved_at >= $1 ORDER BY resolved_at DESC LIMIT 50", [since]);
  }

  async timeline(incidentId: string): Promise<readonly TimelineEntry[]> {
    const sql = `SELECT at, kind, entry FROM timeline WHERE incident_id = $1 ORDER BY seq DESC LIMIT ${MOST_SHOWN}`;
    return this.#database.query<TimelineEntry>(sql, [incidentId]);
  }

  async deliveries(incidentId: string): Promise<readonly Delivery[]> {
    return this.#deliveries(`WHERE incident_id = $1 ORDER BY seq DESC LIMIT ${MOST_SHOWN}`, [incidentId]);
  }

  async attempts(incidentId: string): Promise<readonly DeliveryAttempt[]> {
    return this.#database.query<DeliveryAttempt>(
      `SELECT message_id AS "messageId", at, duration_ms AS "durationMs", outcome, detail FROM attempts
       WHERE message_id IN (SELECT id FROM messages WHERE incident_id = $1) ORDER BY at DESC LIMIT ${MOST_SHOWN * 5}`,
      [incidentId],
    );
  }

  async deadLetters(): Promise<ReadonlyArray<Delivery & { readonly detail: string }>> {
    const letters = await this.#deliveries(
      `WHERE state = 'dead_letter' ORDER BY created_at DESC LIMIT ${MOST_SHOWN}`,
      [],
    );
    return Promise.all(
      letters.map(async (letter) => {
        const sql = "SELECT detail FROM attempts WHERE message_id = $1 ORDER BY at DESC LIMIT 1";
        const [last] = await this.#database.query<{ detail: string }>(sql, [letter.id]);
        return { ...letter, detail: last?.detail ?? "" };
      }),
    );
  }

  async #records(rest: string, params: readonly number[]): Promise<readonly IncidentRecord[]> {
    const sql = `SELECT document, about, entries, messages FROM incidents ${rest}`;
    return (await this.#database.query<RecordRow>(sql, params)).map(recordOf);
  }

  async #deliveries(rest: string, params: readonly string[]): Promise<readonly Delivery[]> {
    const rows = await this.#database.query<Delivery & { readonly destination: string }>(`${DELIVERY} ${rest}`, params);
    // The digest behind the name is for machines.
    return rows.map(({ destination, ...row }) => ({ ...row, channel: destination.replace(/\/[0-9a-f]+$/, "") }));
  }
}
