import { createHash } from "node:crypto";
import type { Queries } from "../../foundation/storage/database.ts";
import { isOverSql } from "../../foundation/storage/wait.ts";

/** How many wrong passwords are free, and how long the next one waits then: twice as long with each further one. */
interface Limit {
  readonly free: number;
  readonly firstWaitMs: number;
  readonly doublings: number;
}

/** Of one login from one device or address: 30 s, 60 s, … 16 min. */
export const BY_CLIENT: Limit = { free: 5, firstWaitMs: 30_000, doublings: 5 };
/**
 * Of one login from all addresses that it never was signed in from. NIST SP 800-63B allows 100 wrong attempts in a row;
 * from then on they share one a minute, so that many addresses are no way round the limit of one.
 */
export const BY_LOGIN: Limit = { free: 100, firstWaitMs: 1_000, doublings: 6 };
const FORGOTTEN_AFTER_MS = 24 * 3_600_000;
const PROVEN_FOR_MS = 30 * 24 * 3_600_000;

/** Who tries: a device that has signed in with this login before, or an address. */
export type Client = { readonly deviceId: string } | { readonly address: string };

/** An attempt that may be judged. It counts as wrong until told otherwise. */
export interface Attempt {
  /** Whether the login was signed in with before, on this device or from this address. */
  readonly isProven: boolean;
  /** The password was right. */
  readonly succeeded: () => Promise<void>;
  /** Nobody has judged it. */
  readonly notJudged: () => Promise<void>;
}

/**
 * Takes an attempt to sign in, or answers with the milliseconds until one is free. Known and unknown logins are alike here.
 * Each attempt is taken by one statement, so those at the same moment are counted one after the other. What a stranger
 * tries keeps nobody out who has signed in from the same device before, nor from the same address if it is another one
 * than the stranger's (OWASP: Slow Down Online Guessing Attacks with Device Cookies).
 */
export async function takeAttempt(
  queries: Queries,
  login: string,
  client: Client,
  now: number,
): Promise<Attempt | { readonly waitMs: number }> {
  const own = keyOf(login, client);
  const taken = await take(queries, own, BY_CLIENT, now);
  if ("waitMs" in taken) return taken;
  const keys = [own];
  const isProven = "deviceId" in client || (taken.provenAt !== null && now - taken.provenAt < PROVEN_FOR_MS);
  if (!isProven) {
    const shared = keyOf(login);
    const takenTogether = await take(queries, shared, BY_LOGIN, now);
    if ("waitMs" in takenTogether) {
      await giveBack(queries, [own]);
      return takenTogether;
    }
    keys.push(shared);
  }
  return {
    isProven,
    succeeded: async () => {
      await queries.query("UPDATE sign_in_attempts SET failures = 0, proven_at = $2 WHERE key = $1", [own, now]);
      await giveBack(queries, keys.slice(1));
    },
    notJudged: () => giveBack(queries, keys),
  };
}

/** Deletes what is of no use any more. */
export async function forgetAttempts(queries: Queries, now: number): Promise<void> {
  const sql = "DELETE FROM sign_in_attempts WHERE last_at < $1 AND (proven_at IS NULL OR proven_at < $2)";
  await queries.query(sql, [now - FORGOTTEN_AFTER_MS, now - PROVEN_FOR_MS]);
}

async function take(
  queries: Queries,
  key: string,
  limit: Limit,
  now: number,
): Promise<{ readonly provenAt: number | null } | { readonly waitMs: number }> {
  const until = `sign_in_attempts.last_at + ${waitSql(limit)}`;
  // Those at one moment do not come here in the order of their clocks: a free one is free even if it is late.
  const isFree = `sign_in_attempts.failures < ${limit.free} OR ${isOverSql({ since: "sign_in_attempts.last_at", until }, "$2")}`;
  const [taken] = await queries.query<{ proven_at: number | null }>(
    `INSERT INTO sign_in_attempts (key, failures, last_at) VALUES ($1, 1, $2)
     ON CONFLICT (key) DO UPDATE SET last_at = excluded.last_at, failures = 1 + CASE
       WHEN sign_in_attempts.last_at + ${FORGOTTEN_AFTER_MS} <= excluded.last_at THEN 0
       ELSE sign_in_attempts.failures END
     WHERE ${isFree}
     RETURNING proven_at`,
    [key, now],
  );
  if (taken !== undefined) return { provenAt: taken.proven_at };
  const sql = `SELECT ${until} AS until FROM sign_in_attempts WHERE key = $1`;
  const [waiting] = await queries.query<{ until: number }>(sql, [key]);
  return { waitMs: Math.max(1, (waiting?.until ?? now) - now) };
}

async function giveBack(queries: Queries, keys: readonly string[]): Promise<void> {
  for (const key of keys)
    await queries.query("UPDATE sign_in_attempts SET failures = failures - 1 WHERE key = $1 AND failures > 0", [key]);
}

/** How long after the last attempt the next one may come once none is free, in milliseconds. */
function waitSql({ free, firstWaitMs, doublings }: Limit): string {
  const beyond = `sign_in_attempts.failures - ${free}`;
  return `CASE WHEN ${beyond} >= ${doublings} THEN ${firstWaitMs * 2 ** doublings}
    ELSE ${firstWaitMs} * (1 << (${beyond})) END`;
}

function keyOf(login: string, client?: Client): string {
  return createHash("sha256")
    .update(JSON.stringify([login, client]))
    .digest("hex");
}
