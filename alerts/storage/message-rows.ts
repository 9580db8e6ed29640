import type { Queries } from "../../foundation/storage/database.ts";
import { isOver, type Wait } from "../../foundation/storage/wait.ts";
import type { Message } from "../channels/channel.ts";
import type { MessageRecord } from "../incidents/records.ts";
import { supersededBy } from "../incidents/superseded.ts";
import { insertRows } from "./many-rows.ts";

/** Longer than any attempt may take, so that nobody else tries what is being tried. */
export const LEASE_MS = 30_000;

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

/** Puts messages into the outbox, and takes out what they make needless. */
export async function enqueue(queries: Queries, messages: readonly MessageRecord[], now: number): Promise<void> {
  const needless = new Set<MessageRecord>();
  for (const ending of messages.filter(({ message }) => message.action === "resolve")) {
    if (await supersedes(queries, ending, now)) needless.add(ending);
  }
  const rows = messages.filter((one) => !needless.has(one)).map(rowOf);
  await insertRows(queries, "messages", COLUMNS, rows);
}

function rowOf({ message, place, seq, severity }: MessageRecord) {
  const { id, action, dedupKey, subject, createdAt } = message;
  return [
    id,
    subject.incidentId,
    seq,
    dedupKey,
    place,
    action,
    severity,
    priorityOf(action, severity),
    "waiting",
    createdAt,
    createdAt,
    createdAt,
    JSON.stringify(message),
  ];
}

/** Whoever must wake up hears first; then what ends a page; tickets last. */
function priorityOf(action: Message["action"], severity: MessageRecord["severity"]): number {
  if (severity === "ticket") return 3;
  if (action === "trigger") return 0;
  return action === "notice" ? 2 : 1;
}

/** A lease, of which only the end is stored. */
const leaseUntil = (until: number): Wait => ({ since: until - LEASE_MS, until });

/** True when the end itself is needless. */
async function supersedes({ query }: Queries, ending: MessageRecord, now: number): Promise<boolean> {
  const { dedupKey } = ending.message;
  const rows = await query<{ id: string; action: Message["action"]; attempts: number; lease_until: number | null }>(
    "SELECT id, action, attempts, lease_until FROM messages WHERE dedup_key = $1 AND destination = $2 AND state = 'waiting'",
    [dedupKey, ending.place],
  );
  if (rows.length === 0) return false;
  const [accepted] = await query("SELECT 1 AS found FROM pages WHERE dedup_key = $1 AND accepted_at IS NOT NULL", [
    dedupKey,
  ]);
  const waiting = rows.map(({ lease_until, ...row }) => ({
    ...row,
    isUnderWay: lease_until !== null && !isOver(leaseUntil(lease_until), now),
  }));
  const { dropped, isNeedless } = supersededBy(ending, waiting, accepted !== undefined);
  for (const { id } of dropped) {
    await query("UPDATE messages SET state = 'superseded', finished_at = $2 WHERE id = $1", [id, now]);
  }
  return isNeedless;
}
