import type { Queries } from "../../foundation/storage/database.ts";
import { isEnded, type MessageState, type Provider } from "./message-state.ts";

export interface Message extends MessageState {
  readonly id: string;
  /** +8869 and eight digits. */
  readonly phone: string;
  readonly text: string;
  readonly sentAt: number;
  readonly handedOverAt: number | null;
}

interface MessageRow {
  readonly id: string;
  readonly phone: string;
  readonly body: string;
  readonly state: MessageState["state"];
  readonly provider: Provider | null;
  readonly failed_provider: Provider | null;
  readonly sent_at: number;
  readonly handed_over_at: number | null;
}

export async function addMessage(
  queries: Queries,
  { id, phone, text, sentAt }: Pick<Message, "id" | "phone" | "text" | "sentAt">,
): Promise<void> {
  await queries.query("INSERT INTO sms_messages (id, phone, body, state, sent_at) VALUES ($1, $2, $3, 'waiting', $4)", [
    id,
    phone,
    text,
    sentAt,
  ]);
}

export async function readMessage(queries: Queries, id: string): Promise<Message | undefined> {
  const [row] = await queries.query<MessageRow>("SELECT * FROM sms_messages WHERE id = $1", [id]);
  return row && messageOf(row);
}

/** The newest first, before the one with the id `cursor`; an empty cursor or state takes any. */
export async function listMessages(
  queries: Queries,
  cursor: string,
  state: MessageState["state"] | "",
  limit: number,
): Promise<Message[]> {
  const rows = await queries.query<MessageRow>(
    "SELECT * FROM sms_messages WHERE ($1 = '' OR id < $1) AND ($2 = '' OR state = $2) ORDER BY id DESC LIMIT $3",
    [cursor, state, limit],
  );
  return rows.map(messageOf);
}

function messageOf(row: MessageRow): Message {
  const { id, phone, body: text, state, provider, failed_provider, sent_at, handed_over_at } = row;
  return {
    id,
    phone,
    text,
    state,
    provider,
    failedProvider: failed_provider,
    sentAt: sent_at,
    handedOverAt: handed_over_at,
  };
}

/** Stores a message's new state; `now` is when it came about. */
export async function writeState(queries: Queries, message: Message, now: number): Promise<void> {
  const { id, state, provider, failedProvider } = message;
  await queries.query(
    `UPDATE sms_messages SET state = $2, provider = $3, failed_provider = $4,
       failed_at = CASE WHEN failed_provider IS NULL AND $5 = 1 THEN $6 ELSE failed_at END,
       handed_over_at = CASE WHEN $7 = 1 THEN $6 ELSE handed_over_at END,
       ended_at = CASE WHEN $8 = 1 THEN $6 ELSE ended_at END
     WHERE id = $1`,
    [
      id,
      state,
      provider,
      failedProvider,
      failedProvider === null ? 0 : 1,
      now,
      state === "handed_over" ? 1 : 0,
      isEnded(message) ? 1 : 0,
    ],
  );
}

/** Enough to judge by, and few enough to count for each message. */
const LATEST = 200;

/** How many of the latest messages that ended or failed since a time each provider delivered and lost. */
export async function countFates(
  queries: Queries,
  since: number,
): Promise<Record<Provider, { delivered: number; lost: number }>> {
  const ended = await queries.query<{ provider: Provider; delivered: number; lost: number }>(
    `SELECT provider, SUM(CASE WHEN state = 'delivered' THEN 1 ELSE 0 END) AS delivered,
       SUM(CASE WHEN state IN ('failed', 'expired') THEN 1 ELSE 0 END) AS lost
     FROM (SELECT provider, state FROM sms_messages WHERE ended_at > $1 ORDER BY ended_at DESC LIMIT $2) AS latest
     GROUP BY provider`,
    [since, LATEST],
  );
  // A failed turn was lost here, whatever the other provider made of the message.
  const failed = await queries.query<{ provider: Provider; lost: number }>(
    `SELECT failed_provider AS provider, COUNT(*) AS lost
     FROM (SELECT failed_provider FROM sms_messages WHERE failed_at > $1 ORDER BY failed_at DESC LIMIT $2) AS latest
     GROUP BY failed_provider`,
    [since, LATEST],
  );
  const of = (provider: Provider) => {
    const own = ended.find((row) => row.provider === provider);
    const turns = failed.find((row) => row.provider === provider);
    return { delivered: own?.delivered ?? 0, lost: (own?.lost ?? 0) + (turns?.lost ?? 0) };
  };
  return { primary: of("primary"), secondary: of("secondary") };
}

export async function countWaiting(queries: Queries): Promise<number> {
  const [row] = await queries.query<{ waiting: number }>(
    "SELECT COUNT(*) AS waiting FROM sms_messages WHERE state = 'waiting'",
  );
  return row?.waiting ?? 0;
}
