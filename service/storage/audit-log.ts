import type { Queries } from "../../foundation/storage/database.ts";

export const AUDITED = [
  "flag.written",
  "flag.deleted",
  "sync.rolled_back",
  "sync.conflict_resolved",
  "sync.write_retried",
  "invoice.resubmitted",
  "bank_file.transfer_asked",
] as const;

/** Something that a person has done and that somebody may ask about years later. */
export interface AuditEvent {
  readonly userId: string;
  readonly action: (typeof AUDITED)[number];
  /** The id of what it was done to. */
  readonly subject: string;
  /** What was asked for, as it can be read again. */
  readonly detail: object;
}

/** Notes who did what, in the transaction that does it: neither is there without the other. */
export async function audit(
  { newId, now }: { readonly newId: () => string; readonly now: () => number },
  queries: Queries,
  event: AuditEvent,
): Promise<void> {
  const { userId, action, subject, detail } = event;
  await queries.query(
    "INSERT INTO audit_events (id, at, user_id, action, subject, detail) VALUES ($1, $2, $3, $4, $5, $6)",
    [newId(), now(), userId, action, subject, JSON.stringify(detail)],
  );
}

export interface AuditRow {
  readonly id: string;
  readonly at: number;
  readonly user_id: string;
  readonly action: AuditEvent["action"];
  readonly subject: string;
  readonly detail: string;
}

/** The newest events before `cursor`, an event's id; all of them when it is empty. */
export async function readAudit(queries: Queries, cursor: string, limit: number): Promise<AuditRow[]> {
  const sql = "SELECT * FROM audit_events WHERE ($1 = '' OR id < $1) ORDER BY id DESC LIMIT $2";
  return queries.query<AuditRow>(sql, [cursor, limit]);
}
