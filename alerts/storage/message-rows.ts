import type { Queries } from "../../foundation/storage/database.ts";
import { isOver, isOverSql, type Wait } from "../../foundation/storage/wait.ts";
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

/** Takes out an end that still waits, unless it is on its way now. */
export async function withdrawEnd(
  { query }: Queries,
  { dedupKey, place }: { readonly dedupKey: string; readonly place: string },
  now: number,
): Promise<void> {
  const isFree = `(lease_until IS NULL OR ${isOverSql({ since: `lease_until - ${LEASE_MS}`, until: "lease_until" }, "$3")})`;
  await query(
    `UPDATE messages SET state = 'superseded', finished_at = $3
     WHERE dedup_key = $1 AND destination = $2 AND action = 'resolve' AND state = 'waiting' AND ${isFree}`,
    [dedupKey, place, now],
  );
}

interface EarlierRow {
  readonly id: string;
  readonly action: Message["action"];
  readonly state: string;
  readonly attempts: number;
  readonly lease_until: number | null;
}

/** True when the end itself is needless. */
async function supersedes({ query }: Queries, ending: MessageRecord, now: number): Promise<boolean> {
  const { dedupKey, subject } = ending.message;
  const rows = await query<EarlierRow>(
    `SELECT id, action, state, attempts, lease_until FROM messages
     WHERE incident_id = $1 AND dedup_key = $2 AND destination = $3`,
    [subject.incidentId, dedupKey, ending.place],
  );
  if (!rows.some(({ state }) => state === "waiting")) return false;
  const [accepted] = await query("SELECT 1 AS found FROM pages WHERE dedup_key = $1 AND accepted_at IS NOT NULL", [
    dedupKey,
  ]);
  const earlier = rows.map(({ id, action, attempts, state, lease_until: lease }) => ({
    ...{ id, action, attempts, isWaiting: state === "waiting" },
    isUnderWay: lease !== null && !isOver(leaseUntil(lease), now),
  }));
  const { dropped, isNeedless } = supersededBy(ending, earlier, accepted !== undefined);
  for (const { id } of dropped) {
    await query("UPDATE messages SET state = 'superseded', finished_at = $2 WHERE id = $1", [id, now]);
  }
  return isNeedless;
}
