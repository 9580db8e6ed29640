import { randomBytes } from "node:crypto";
import Type from "typebox";
import type { Core, Part } from "../core.ts";
import { ACCESS_TOKEN_SECONDS, type Authentication, unauthenticated } from "../http/authentication.ts";
import { type Caller, operation, Refusal, ROLES, type Role } from "../http/operation.ts";
import { TokenBuckets } from "../http/token-bucket.ts";
import { hashPassword, verifyPassword } from "./password.ts";
import { beginSession, endSession as end, renewSession } from "./session-store.ts";

const FREE_FAILURES = 5;
const FIRST_LOCK_MS = 30_000;
const LONGEST_LOCK_MS = 3_600_000;
/** Hashing is slow on purpose; one address must not keep our processors busy with it. */
const ATTEMPTS = { perSecond: 2, burst: 20 };

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
export function signIn(core: Core, authentication: Authentication): Part {
  const { database, now, newId, record } = core;
  const addresses = new TokenBuckets({ ...ATTEMPTS, now });
  // Checked when the login is unknown, so that the time of an answer does not tell which logins there are.
  const nobody = hashPassword(randomBytes(16).toString("hex"));

  const tokensOf = async (caller: Caller, refreshToken: string) => ({
    access_token: await authentication.issue(caller),
    refresh_token: refreshToken,
    expires_in: ACCESS_TOKEN_SECONDS,
    role: caller.role,
  });

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
        const session = { sessionId: newId(), userId: user.id, startedAt: now() };
        const refreshToken = await database.transaction((queries) => beginSession(queries, session));
        const answer = await tokensOf(callerOf(user, session.sessionId), refreshToken);
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
      summary:
        "A new access token for a refresh token, which is used up. A token shown again after ten seconds ends its session.",
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
        const renewal = await database.transaction(async (queries) => {
          const renewed = await renewSession(queries, body.refresh_token, now());
          if (renewed.outcome !== "renewed") return renewed;
          const [user] = await queries.query<User>("SELECT * FROM users WHERE id = $1", [renewed.session.userId]);
          return user === undefined ? ({ outcome: "revoked" } as const) : { ...renewed, user };
        });
        if (renewal.outcome !== "renewed") {
          const outcome = renewal.outcome === "unknown" ? "revoked" : renewal.outcome;
          record({ type: "token.refresh_finished", outcome });
          throw unauthenticated("Please sign in again.");
        }
        const { user, session, refreshToken } = renewal;
        const { userId } = session;
        const answer = await tokensOf(callerOf(user, session.sessionId), refreshToken);
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
      await database.transaction((queries) => end(queries, caller.sessionId, now()));
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
