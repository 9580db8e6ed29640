import type { Queries } from "../../foundation/storage/database.ts";
import { isOver } from "../../foundation/storage/wait.ts";
import type { Message, Subject } from "../channels/channel.ts";
import type { Draft } from "../incidents/incident-event.ts";
import { placeOf } from "../incidents/surroundings.ts";
import { insertRows } from "../storage/many-rows.ts";
import { leaseUntil } from "./outbox.ts";

/** A draft with all that makes it a message. */
export interface QueuedDraft {
  readonly id: string;
  readonly draft: Draft;
  readonly subject: Subject;
  /** Its place among the messages of its incident. */
  readonly seq: number;
}

const COLUMNS = [
  "id",
  "incident_id",
  "seq",
  "dedup_key",
  "destination",
  "action",
  "severity",
  "priority",
  "state",
  "due_at",
  "due_since",
  "created_at",
  "message",
];

/** Puts messages into the outbox, and counts the pages among them. The transaction is the caller's. */
export async function enqueue(queries: Queries, drafts: readonly QueuedDraft[], now: number): Promise<void> {
  const ended = drafts.filter(({ draft }) => draft.action === "resolve");
  const needless = new Set<string>();
  for (const { id, draft } of ended) if (await supersedes(queries, draft, now)) needless.add(id);
  const left = drafts.filter(({ id }) => !needless.has(id));
  await insertRows(
    queries,
    "messages",
    COLUMNS,
    left.map((queued) => rowOf(queued, now)),
  );
  const pages = new Map(
    left
      .filter(({ draft }) => draft.action === "trigger" && draft.severity === "page")
      .map(({ draft, subject }) => [draft.dedupKey, [draft.dedupKey, subject.incidentId, now]]),
  );
  // A page has one row however many destinations it goes to.
  await insertRows(
    queries,
    "pages",
    ["dedup_key", "incident_id", "created_at"],
    [...pages.values()],
    "ON CONFLICT DO NOTHING",
  );
}

function rowOf({ id, draft, subject, seq }: QueuedDraft, now: number) {
  const { action, dedupKey, destination, reason, severity } = draft;
  const message: Message = { id, action, dedupKey, destination, subject, reason, createdAt: now };
  return [
    id,
    subject.incidentId,
    seq,
    dedupKey,
    placeOf(destination),
    action,
    severity,
    priorityOf(draft),
    "waiting",
    now,
    now,
    now,
    JSON.stringify(message),
  ];
}

/** Whoever must wake up hears first; then what ends a page; tickets last. */
export function priorityOf({ action, severity }: Pick<Draft, "action" | "severity">): number {
  if (severity === "ticket") return 3;
  if (action === "trigger") return 0;
  return action === "notice" ? 2 : 1;
}

/**
 * What ends makes older messages to the same place needless. A trigger that was never tried is dropped together with its
 * end, once somebody else has accepted the page: nobody is woken for what is over. True when the end itself is needless.
 */
async function supersedes(
  { query }: Queries,
  { dedupKey, destination, severity }: Draft,
  now: number,
): Promise<boolean> {
  const place = placeOf(destination);
  const waiting = await query<{ id: string; action: string; attempts: number; lease_until: number | null }>(
    "SELECT id, action, attempts, lease_until FROM messages WHERE dedup_key = $1 AND destination = $2 AND state = 'waiting'",
    [dedupKey, place],
  );
  const trigger = waiting.find(({ action }) => action === "trigger");
  const isAccepted = severity === "ticket" || (await isAcceptedElsewhere({ query }, dedupKey));
  const dropped = waiting.filter(
    ({ action, lease_until }) =>
      (action !== "trigger" || isAccepted) && (lease_until === null || isOver(leaseUntil(lease_until), now)),
  );
  for (const { id } of dropped) {
    await query("UPDATE messages SET state = 'superseded', finished_at = $2 WHERE id = $1", [id, now]);
  }
  // One that was tried may have arrived without an answer.
  return trigger !== undefined && trigger.attempts === 0 && dropped.includes(trigger);
}

async function isAcceptedElsewhere({ query }: Pick<Queries, "query">, dedupKey: string): Promise<boolean> {
  const [page] = await query("SELECT 1 AS found FROM pages WHERE dedup_key = $1 AND accepted_at IS NOT NULL", [
    dedupKey,
  ]);
  return page !== undefined;
}
