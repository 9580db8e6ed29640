import { createHash, createHmac, randomBytes } from "node:crypto";
import type { Queries } from "../../foundation/storage/database.ts";
import { isOver, waitFrom } from "../../foundation/storage/wait.ts";

const SESSION_MS = 24 * 3_600_000;
const TOKEN_BYTES = 32;
/** Two tabs that wake up together show the same token, and an answer may be lost on its way. */
export const GRACE_MS = 10_000;

export interface Session {
  readonly sessionId: string;
  readonly userId: string;
  readonly startedAt: number;
}

/** What became of a refresh token that somebody showed. */
export type Renewal =
  | { readonly outcome: "renewed"; readonly session: Session; readonly refreshToken: string }
  | { readonly outcome: "unknown" | "expired" | "revoked" | "reused" };

interface Row {
  readonly session_id: string;
  readonly user_id: string;
  readonly session_started_at: number;
  readonly expires_at: number;
  readonly used_at: number | null;
  readonly revoked_at: number | null;
  readonly successor_nonce: string | null;
}

/** Begins a session; answers with its first refresh token. The transaction is the caller's. */
export async function beginSession(queries: Queries, session: Session): Promise<string> {
  const refreshToken = randomBytes(TOKEN_BYTES).toString("base64url");
  await save(queries, session, refreshToken);
  return refreshToken;
}

/**
 * Uses up a refresh token for its successor, both in the caller's transaction. Shown again within the grace it has the same
 * successor, unless that was used too; later two have it, one of them has stolen it, and their session ends.
 */
export async function renewSession(queries: Queries, refreshToken: string, now: number): Promise<Renewal> {
  const hash = sha256(refreshToken);
  const [row] = await queries.query<Row>("SELECT * FROM refresh_tokens WHERE hash = $1", [hash]);
  if (row === undefined) return { outcome: "unknown" };
  if (row.revoked_at !== null) return { outcome: "revoked" };
  if (row.expires_at <= now) return { outcome: "expired" };
  const session = { sessionId: row.session_id, userId: row.user_id, startedAt: row.session_started_at };
  if (row.used_at !== null) {
    const known = row.successor_nonce === null ? undefined : successorOf(refreshToken, row.successor_nonce);
    if (known !== undefined && !isOver(waitFrom(row.used_at, GRACE_MS), now) && (await isUnused(queries, known)))
      return { outcome: "renewed", session, refreshToken: known };
    await endSession(queries, row.session_id, now);
    return { outcome: "reused" };
  }
  const nonce = randomBytes(TOKEN_BYTES).toString("base64url");
  const successor = successorOf(refreshToken, nonce);
  await queries.query("UPDATE refresh_tokens SET used_at = $2, successor_nonce = $3 WHERE hash = $1", [
    hash,
    now,
    nonce,
  ]);
  await save(queries, session, successor);
  await queries.query("DELETE FROM refresh_tokens WHERE expires_at < $1", [now]);
  return { outcome: "renewed", session, refreshToken: successor };
}

/** Ends a session: none of its tokens can be used any more. The transaction is the caller's: a renewal beside it waits. */
export async function endSession(queries: Queries, sessionId: string, now: number): Promise<void> {
  await queries.query("UPDATE refresh_tokens SET revoked_at = $2 WHERE session_id = $1 AND revoked_at IS NULL", [
    sessionId,
    now,
  ]);
}

/** Who reads the table has no token to make it of, and who has a token has no nonce. */
function successorOf(refreshToken: string, nonce: string): string {
  return createHmac("sha256", nonce).update(refreshToken).digest("base64url");
}

async function isUnused(queries: Queries, refreshToken: string): Promise<boolean> {
  const sql = "SELECT 1 AS one FROM refresh_tokens WHERE hash = $1 AND used_at IS NULL AND revoked_at IS NULL";
  return (await queries.query(sql, [sha256(refreshToken)])).length > 0;
}

async function save(queries: Queries, { sessionId, userId, startedAt }: Session, refreshToken: string): Promise<void> {
  await queries.query(
    `INSERT INTO refresh_tokens (hash, session_id, user_id, session_started_at, expires_at) VALUES ($1, $2, $3, $4, $5)`,
    [sha256(refreshToken), sessionId, userId, startedAt, startedAt + SESSION_MS],
  );
}

/** Who reads the table cannot sign in with what it holds. */
function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
