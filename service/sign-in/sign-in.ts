import { createHash, randomBytes } from "node:crypto";
import Type from "typebox";
import type { Core, Part } from "../core.ts";
import { ACCESS_TOKEN_SECONDS, type Authentication, unauthenticated } from "../http/authentication.ts";
import { type Caller, operation, Refusal, ROLES, type Role } from "../http/operation.ts";
import { TokenBuckets } from "../http/token-bucket.ts";
import { hashPassword, verifyPassword } from "./password.ts";
import type { SessionStore } from "./session-store.ts";

const SESSION_MS = 24 * 3_600_000;
const FREE_FAILURES = 5;
const FIRST_LOCK_MS = 30_000;
const LONGEST_LOCK_MS = 3_600_000;
/** Hashing is slow on purpose; one address must not keep our processors busy with it. */
const ATTEMPTS = { perSecond: 2, burst: 20 };
const REFRESH_TOKEN_BYTES = 32;

interface User {
  readonly id: string;
  readonly password_hash: string;
  readonly role: Role;
  readonly customer_id: string | null;
  readonly failures: number;
  readonly locked_until: number;
}

const Credentials = Type.Object(
  { login: Type.String({ minLength: 1, maxLength: 100 }), password: Type.String({ minLength: 1, maxLength: 200 }) },
  { additionalProperties: false },
);
const Tokens = Type.Object({
  access_token: Type.String(),
  refresh_token: Type.String(),
  expires_in: Type.Integer({ description: "Seconds that the access token lives." }),
  role: Type.Enum([...ROLES]),
});

/** Signing in, staying signed in, signing out. */
export function signIn(core: Core, authentication: Authentication, sessions: SessionStore): Part {
  const { database, now, newId, record } = core;
  const addresses = new TokenBuckets({ ...ATTEMPTS, now });
  // Checked when the login is unknown, so that the time of an answer does not tell which logins there are.
  const nobody = hashPassword(randomBytes(16).toString("hex"));

  const tokensOf = async (caller: Caller, sessionStartedAt: number) => {
    const { sessionId } = caller;
    const refreshToken = randomBytes(REFRESH_TOKEN_BYTES).toString("base64url");
    await sessions.save({
      hash: sha256(refreshToken),
      sessionId,
      userId: caller.userId,
      sessionStartedAt,
      expiresAt: sessionStartedAt + SESSION_MS,
    });
    const accessToken = await authentication.issue(caller);
    return {
      access_token: accessToken,
      refresh_token: refreshToken,
      expires_in: ACCESS_TOKEN_SECONDS,
      role: caller.role,
    };
  };

  const createSession = operation(
    {
      id: "createSession",
      component: "sign-in",
      method: "post",
      path: "/sessions",
      summary: "Sign in. Locks for longer and longer after five wrong passwords.",
      access: "public",
      body: Credentials,
      responses: { 201: Tokens },
      refusals: [401],
    },
    async ({ body, ip }) => {
      try {
        const wait = addresses.take(ip);
        if (wait > 0) throw tooMany(Math.ceil(wait));
        const [user] = await database.query<User>("SELECT * FROM users WHERE login = $1", [body.login]);
        if (user !== undefined && user.locked_until > now()) {
          record({ type: "sign_in.finished", outcome: "locked", userId: user.id });
          throw tooMany(Math.ceil((user.locked_until - now()) / 1_000));
        }
        const isRight = await verifyPassword(body.password, user?.password_hash ?? (await nobody));
        if (user === undefined || !isRight) {
          if (user !== undefined) await countFailure(user);
          record({
            type: "sign_in.finished",
            outcome: "wrong_credentials",
            ...(user === undefined ? {} : { userId: user.id }),
          });
          throw unauthenticated("The login or the password is wrong.");
        }
        if (user.failures > 0) {
          await database.query("UPDATE users SET failures = 0, locked_until = 0 WHERE id = $1", [user.id]);
        }
        const answer = await tokensOf(callerOf(user, newId()), now());
        record({ type: "sign_in.finished", outcome: "signed_in", userId: user.id });
        return { status: 201, body: answer };
      } catch (error) {
        if (!(error instanceof Refusal)) record({ type: "sign_in.finished", outcome: "failed" });
        throw error;
      }
    },
  );

  /** In the database, so that all processes count together. */
  const countFailure = async ({ id }: User): Promise<void> => {
    const [row] = await database.query<{ failures: number }>(
      "UPDATE users SET failures = failures + 1 WHERE id = $1 RETURNING failures",
      [id],
    );
    const beyond = (row?.failures ?? 0) - FREE_FAILURES;
    if (beyond < 0) return;
    const until = now() + Math.min(LONGEST_LOCK_MS, FIRST_LOCK_MS * 2 ** beyond);
    await database.query("UPDATE users SET locked_until = $2 WHERE id = $1", [id, until]);
  };

  const refreshSession = operation(
    {
      id: "refreshSession",
      component: "sign-in",
      method: "post",
      path: "/sessions/refresh",
      summary: "A new access token for a refresh token, which is used up. A token shown twice ends its session.",
      access: "public",
      body: Type.Object(
        { refresh_token: Type.String({ minLength: 1, maxLength: 200 }) },
        { additionalProperties: false },
      ),
      responses: { 200: Tokens },
      refusals: [401],
    },
    async ({ body }) => {
      try {
        const redemption = await sessions.redeem(sha256(body.refresh_token), now());
        if (redemption.outcome !== "redeemed") {
          // Two have the same token: one of them has stolen it, and nobody knows which.
          if (redemption.sessionId !== undefined) await sessions.revoke(redemption.sessionId, now());
          const outcome = redemption.outcome === "unknown" ? "revoked" : redemption.outcome;
          record({ type: "token.refresh_finished", outcome });
          throw unauthenticated("Please sign in again.");
        }
        const { sessionId, sessionStartedAt, userId } = redemption.token;
        const [user] = await database.query<User>("SELECT * FROM users WHERE id = $1", [userId]);
        if (user === undefined) {
          record({ type: "token.refresh_finished", outcome: "revoked", userId });
          throw unauthenticated("Please sign in again.");
        }
        const answer = await tokensOf(callerOf(user, sessionId), sessionStartedAt);
        record({ type: "token.refresh_finished", outcome: "refreshed", userId });
        return { status: 200, body: answer };
      } catch (error) {
        if (!(error instanceof Refusal)) record({ type: "token.refresh_finished", outcome: "failed" });
        throw error;
      }
    },
  );

  const endSession = operation(
    {
      id: "endSession",
      component: "sign-in",
      method: "delete",
      path: "/sessions/current",
      summary: "Sign out: the session's refresh tokens end. Its access token ends by itself within 15 minutes.",
      access: ROLES,
      responses: { 204: null },
    },
    async ({ caller }) => {
      await sessions.revoke(caller.sessionId, now());
      return { status: 204 };
    },
  );

  return { operations: [createSession, refreshSession, endSession] };
}

function callerOf({ id: userId, role, customer_id: customerId }: User, sessionId: string): Caller {
  return customerId === null ? { userId, role, sessionId } : { userId, role, sessionId, customerId };
}

function tooMany(seconds: number): Refusal {
  return new Refusal(429, "too-many-attempts", `Too many attempts; try again in ${seconds} s.`, {
    "retry-after": String(seconds),
  });
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
