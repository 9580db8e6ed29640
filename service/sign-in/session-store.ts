import type { Queries } from "../../foundation/storage/database.ts";

export interface RefreshToken {
  readonly hash: string;
  readonly sessionId: string;
  readonly userId: string;
  readonly sessionStartedAt: number;
  readonly expiresAt: number;
}

/** What became of a refresh token that somebody showed. */
export type Redemption =
  | { readonly outcome: "redeemed"; readonly token: RefreshToken }
  | { readonly outcome: "unknown" | "expired" | "revoked" | "reused"; readonly sessionId?: string };

/** Keeps sessions. A refresh token can be redeemed once, whoever else shows it at the same moment. */
export interface SessionStore {
  readonly save: (token: RefreshToken) => Promise<void>;
  readonly redeem: (hash: string, now: number) => Promise<Redemption>;
  /** Ends a session: none of its tokens can be redeemed any more. */
  readonly revoke: (sessionId: string, now: number) => Promise<void>;
}

interface Row {
  readonly hash: string;
  readonly session_id: string;
  readonly user_id: string;
  readonly session_started_at: number;
  readonly expires_at: number;
  readonly used_at: number | null;
  readonly revoked_at: number | null;
}

/** Sessions in the database. */
export function databaseSessions({ query }: Queries): SessionStore {
  return {
    save: async ({ hash, sessionId, userId, sessionStartedAt, expiresAt }) => {
      await query(
        `INSERT INTO refresh_tokens (hash, session_id, user_id, session_started_at, expires_at) VALUES ($1, $2, $3, $4, $5)`,
        [hash, sessionId, userId, sessionStartedAt, expiresAt],
      );
    },
    redeem: async (hash, now) => {
      const [won] = await query<Row>(
        `UPDATE refresh_tokens SET used_at = $2
         WHERE hash = $1 AND used_at IS NULL AND revoked_at IS NULL AND expires_at > $2 RETURNING *`,
        [hash, now],
      );
      if (won !== undefined) {
        await query("DELETE FROM refresh_tokens WHERE expires_at < $1", [now]);
        const {
          session_id: sessionId,
          user_id: userId,
          session_started_at: sessionStartedAt,
          expires_at: expiresAt,
        } = won;
        return { outcome: "redeemed", token: { hash, sessionId, userId, sessionStartedAt, expiresAt } };
      }
      const [row] = await query<Row>("SELECT * FROM refresh_tokens WHERE hash = $1", [hash]);
      if (row === undefined) return { outcome: "unknown" };
      if (row.revoked_at !== null) return { outcome: "revoked" };
      if (row.used_at !== null) return { outcome: "reused", sessionId: row.session_id };
      return { outcome: "expired" };
    },
    revoke: async (sessionId, now) => {
      await query("UPDATE refresh_tokens SET revoked_at = $2 WHERE session_id = $1 AND revoked_at IS NULL", [
        sessionId,
        now,
      ]);
    },
  };
}
