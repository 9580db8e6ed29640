import { randomBytes } from "node:crypto";
import { BulkheadRejectedError, bulkhead } from "cockatiel";
import Type from "typebox";
import type { Core, Part } from "../core.ts";
import { ACCESS_TOKEN_SECONDS, type Authentication, unauthenticated } from "../http/authentication.ts";
import { type Caller, operation, Refusal, ROLES, type Role } from "../http/operation.ts";
import { TokenBuckets } from "../http/token-bucket.ts";
import type { JobKind } from "../storage/jobs.ts";
import { type Attempt, forgetAttempts, takeAttempt } from "./attempt-limits.ts";
import { hashPassword, verifyPassword } from "./password.ts";
import { beginSession, endSession as end, renewSession } from "./session-store.ts";

/** Hashing is slow on purpose; one address must not keep our processors busy with it. */
const ATTEMPTS = { perSecond: 2, burst: 20 };
/** Of hashing at once, and of those that wait for it: known devices have a lane of their own, which no stranger fills. */
const LANE = { atOnce: 2, waiting: 60 };
const HOUR_MS = 3_600_000;

interface User {
  readonly id: string;
  readonly password_hash: string;
  readonly role: Role;
  readonly customer_id: string | null;
}

const DeviceToken = Type.String({
  minLength: 1,
  maxLength: 1_000,
  description: "Says that this device has signed in before, so that nobody else's wrong passwords slow it down.",
});
const Credentials = Type.Object(
  {
    login: Type.String({ minLength: 1, maxLength: 100 }),
    password: Type.String({ minLength: 1, maxLength: 200 }),
    device_token: Type.Optional(DeviceToken),
  },
  { additionalProperties: false },
);
const Tokens = Type.Object({
  access_token: Type.String(),
  refresh_token: Type.String(),
  expires_in: Type.Integer({ description: "Seconds that the access token lives." }),
  role: Type.Enum([...ROLES]),
});
const SignedIn = Type.Object({ ...Tokens.properties, device_token: DeviceToken });

/** Signing in, staying signed in, signing out. */
export function signIn(core: Core, authentication: Authentication): Part {
  const { database, now, newId, record } = core;
  const addresses = new TokenBuckets({ ...ATTEMPTS, now });
  const strangers = bulkhead(LANE.atOnce, LANE.waiting);
  const known = bulkhead(LANE.atOnce, LANE.waiting);
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
      summary:
        "Sign in. After five wrong passwords each further one waits for longer, up to 16 minutes; keep `device_token` for the next time.",
      access: "public",
      body: Credentials,
      responses: { 201: SignedIn },
      refusals: [401],
    },
    async ({ body, network }) => {
      try {
        const wait = addresses.take(network);
        if (wait > 0) throw tooMany(wait);
        const [user] = await database.query<User>("SELECT * FROM users WHERE login = $1", [body.login]);
        const who = user === undefined ? NOBODY : userOf(user);
        const deviceId = await authentication.deviceOf(body.device_token ?? "", user?.id ?? "");
        const client = deviceId === undefined ? { address: network } : { deviceId };
        const attempt = await takeAttempt(database, body.login, client, now());
        if ("waitMs" in attempt) {
          record({ type: "sign_in.finished", outcome: "locked", ...who });
          throw tooMany(attempt.waitMs / 1_000);
        }
        const isRight = await judge(attempt, body.password, user);
        if (user === undefined || !isRight) {
          record({ type: "sign_in.finished", outcome: "wrong_credentials", ...who });
          throw unauthenticated("The login or the password is wrong.");
        }
        await attempt.succeeded();
        const session = { sessionId: newId(), userId: user.id, startedAt: now() };
        const refreshToken = await database.transaction((queries) => beginSession(queries, session));
        const tokens = await tokensOf(callerOf(user, session.sessionId), refreshToken);
        const deviceToken = await authentication.issueDevice(user.id, deviceId ?? newId());
        record({ type: "sign_in.finished", outcome: "signed_in", userId: user.id });
        return { status: 201, body: { ...tokens, device_token: deviceToken } };
      } catch (error) {
        if (!(error instanceof Refusal)) record({ type: "sign_in.finished", outcome: "failed" });
        throw error;
      }
    },
  );

  const judge = async (attempt: Attempt, password: string, user: User | undefined): Promise<boolean> => {
    const lane = attempt.isProven ? known : strangers;
    try {
      return await lane.execute(async () => verifyPassword(password, user?.password_hash ?? (await nobody)));
    } catch (error) {
      await attempt.notJudged();
      throw error instanceof BulkheadRejectedError ? tooMany(1) : error;
    }
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

  const forget: JobKind = {
    kind: "sign-in.forget-attempts",
    attempts: Number.POSITIVE_INFINITY,
    firstRetryMs: 60_000,
    longestRetryMs: HOUR_MS,
    run: () => forgetAttempts(database, now()),
    nextDue: (at) => at + HOUR_MS,
  };

  return { operations: [createSession, refreshSession, endSession], jobs: [forget] };
}

function callerOf({ id: userId, role, customer_id: customerId }: User, sessionId: string): Caller {
  return customerId === null ? { userId, role, sessionId } : { userId, role, sessionId, customerId };
}

const NOBODY = {};
const userOf = ({ id: userId }: User) => ({ userId });

function tooMany(wait: number): Refusal {
  const seconds = Math.ceil(wait);
  return new Refusal(429, "too-many-attempts", `Too many attempts; try again in ${seconds} s.`, {
    "retry-after": String(seconds),
  });
}
