import { setTimeout as sleep } from "node:timers/promises";
import { bulkhead } from "cockatiel";
import { Pool, type PoolClient, DatabaseError as ServerError, types } from "pg";
import {
  type Database,
  DatabaseError,
  type DatabaseErrorKind,
  type DatabaseOptions,
  operationOf,
  type Queries,
  type SqlValue,
  UNOBSERVED,
} from "./database.ts";
import { callNow, transactionQueries } from "./transaction-queries.ts";
import { Turns } from "./turns.ts";

const CONNECTS_WITHIN_MS = 3_000;
const IDLE_IN_TRANSACTION_MS = 10_000;
/** The server may be gone without a word; then its own timeout does not come. */
const ANSWERS_AFTER_TIMEOUT_MS = 1_000;
/**
 * A transaction that others got in the way of is tried again for this long, after waits that double. Serializable transactions
 * that insert side by side into one page of an index take each other for conflicts, so under load several tries are usual.
 */
const TRIES_FOR_MS = 4_000;
const FIRST_WAIT_MS = 2;
const LONGEST_WAIT_MS = 100;
/** As SQLite does: what a transaction has read is still so when it commits. */
const BEGIN = "BEGIN ISOLATION LEVEL SERIALIZABLE";
/** Transactions of one process at a time. More of them would not be quicker: they would only undo each other more often. */
const AT_ONCE = 2;
/** What takes so long waits for a lock, a connection or a slow server: meanwhile other transactions go ahead. */
const GIVES_WAY_AFTER_MS = 250;
/** Who has waited so long for the transactions before it is not let in any more: nobody waits for the answer. */
const WAITS_FOR_MS = 10_000;
/** Who has lost this often goes alone: then nobody in this process gets in its way. */
const LOSES_AT_MOST = 6;
// SQLSTATE, appendix A of PostgreSQL's manual.
const SERIALIZATION_FAILURE = "40001";
const DEADLOCK_DETECTED = "40P01";
const QUERY_CANCELED = "57014";
const LOCK_NOT_AVAILABLE = "55P03";
const IDLE_IN_TRANSACTION = "25P03";
const TOO_MANY_CONNECTIONS = "53300";

/** The turns of transactions on the same tables, for all pools of a process. */
export const transactionTurns = (): Turns => new Turns(AT_ONCE);

export interface PostgresOptions extends DatabaseOptions {
  /** Shared with other pools of this process; turns of its own when not given. */
  readonly turns?: Turns | undefined;
  /** How long one statement may take; 5 s when not given. */
  readonly statementWithinMs?: number | undefined;
}

/** Opens a pool of connections to a PostgreSQL server. It connects when first asked, and again after the server was away. */
export function openPostgres(
  url: string,
  {
    observe = UNOBSERVED,
    before,
    connections = 10,
    statementWithinMs = 5_000,
    turns = transactionTurns(),
  }: PostgresOptions = {},
): Database {
  const pool = new Pool({
    connectionString: url,
    max: connections,
    connectionTimeoutMillis: CONNECTS_WITHIN_MS,
    statement_timeout: statementWithinMs,
    query_timeout: statementWithinMs + ANSWERS_AFTER_TIMEOUT_MS,
    idle_in_transaction_session_timeout: IDLE_IN_TRANSACTION_MS,
    types: { getTypeParser },
  });
  // An idle connection that breaks is replaced when the next statement asks for one, and that one tells.
  pool.on("error", ignore);

  const connect = async (sql: string): Promise<PoolClient> => {
    try {
      const client = await pool.connect();
      // A connection that breaks while it is in use tells here as well as by its statement.
      client.on("error", ignore);
      return client;
    } catch (cause) {
      const error = asDatabaseError(cause);
      observe(operationOf(sql), sql)(error);
      throw error;
    }
  };
  const release = (client: PoolClient, isBroken: boolean): void => {
    client.off("error", ignore);
    client.release(isBroken);
  };
  const run = async <Row extends object>(client: PoolClient, sql: string, params: readonly SqlValue[]) => {
    const end = observe(operationOf(sql), sql);
    try {
      if (before !== undefined) await before(sql);
      const { rows } = await client.query<Row>(sql, [...params]);
      end();
      return rows;
    } catch (cause) {
      const error = asDatabaseError(cause);
      end(error);
      throw error;
    }
  };

  // However many transactions are held up, a connection is left for statements on their own.
  const lane = bulkhead(Math.max(1, connections - 1), Number.MAX_SAFE_INTEGER);
  const inTurn = <Result>(tries: number, go: (giveWay: () => void) => Promise<Result>): Promise<Result> =>
    turns.run(tries <= LOSES_AT_MOST ? 1 : turns.atOnce, go);
  const attempt = async <Result>(work: (queries: Queries) => Promise<Result>, giveWay: () => void): Promise<Result> => {
    const givingWay = async <Answer>(answer: Promise<Answer>): Promise<Answer> => {
      const patience = setTimeout(giveWay, GIVES_WAY_AFTER_MS);
      return answer.finally(() => clearTimeout(patience));
    };
    const client = await givingWay(connect(BEGIN));
    let isBroken = false;
    const { queries, end, committed } = transactionQueries((sql, params = []) => givingWay(run(client, sql, params)));
    try {
      await givingWay(run(client, BEGIN, []));
      const result = await work(queries).finally(end);
      await run(client, "COMMIT", []);
      committed();
      return result;
    } catch (error) {
      isBroken = isSilence(error);
      if (!isBroken) {
        await run(client, "ROLLBACK", []).catch(() => {
          isBroken = true;
        });
      }
      throw error;
    } finally {
      release(client, isBroken);
    }
  };

  return {
    system: "postgresql",
    query: async <Row extends object>(sql: string, params: readonly SqlValue[] = []): Promise<Row[]> => {
      const client = await connect(sql);
      let isBroken = false;
      try {
        return await run<Row>(client, sql, params);
      } catch (error) {
        isBroken = isSilence(error);
        throw error;
      } finally {
        release(client, isBroken);
      }
    },
    afterCommit: callNow,
    transaction: async (work) => {
      const asked = performance.now();
      return lane.execute(async () => {
        const began = performance.now();
        if (began - asked > WAITS_FOR_MS)
          throw new DatabaseError("timeout", "the transactions before it took too long");
        for (let tries = 1; ; tries++) {
          try {
            return await inTurn(tries, (giveWay) => attempt(work, giveWay));
          } catch (error) {
            if (!isRetriable(error)) throw error;
            // Nothing is wrong with it, and later it will go through: to the caller it is a database that is too busy.
            if (performance.now() - began > TRIES_FOR_MS)
              throw new DatabaseError("timeout", "others got in the way of a transaction", { cause: error });
            await sleep(Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** tries) * Math.random());
          }
        }
      });
    },
    pool: () => ({ idle: pool.idleCount, used: pool.totalCount - pool.idleCount, pending: pool.waitingCount }),
    close: () => pool.end(),
  };
}

const ignore = () => undefined;

/** Counts and times fit a double; without this they would be texts. */
const getTypeParser: typeof types.getTypeParser = (type: number, format: "text" | "binary" = "text") =>
  type === types.builtins.INT8 || type === types.builtins.NUMERIC ? Number : types.getTypeParser(type, format);

/** Without an answer of the server, nobody knows the state of the connection. */
function isSilence(error: unknown): boolean {
  return error instanceof DatabaseError && !(error.cause instanceof ServerError);
}

function stateOf(cause: unknown): string | undefined {
  return cause instanceof ServerError ? cause.code : undefined;
}

function isRetriable(error: unknown): boolean {
  const state = error instanceof DatabaseError ? stateOf(error.cause) : undefined;
  return state === SERIALIZATION_FAILURE || state === DEADLOCK_DETECTED;
}

function asDatabaseError(cause: unknown): DatabaseError {
  if (cause instanceof DatabaseError) return cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  const state = stateOf(cause);
  return new DatabaseError(state === undefined ? kindOfSilence(message) : kindOf(state), message, { cause });
}

/** What the server has answered. */
function kindOf(state: string): DatabaseErrorKind {
  // Class 22 is data that no column of the type can hold, class 23 a constraint: the caller's mistakes, and right answers.
  if (state.startsWith("22") || state.startsWith("23")) return "constraint";
  if (state === QUERY_CANCELED || state === LOCK_NOT_AVAILABLE) return "timeout";
  // Class 08 and 57P: the connection, or the server behind it, is going away.
  const isLeaving = state.startsWith("08") || state.startsWith("57P");
  return isLeaving || state === TOO_MANY_CONNECTIONS || state === IDLE_IN_TRANSACTION ? "connection" : "other";
}

/** What the client says when no server answers. */
function kindOfSilence(message: string): DatabaseErrorKind {
  return /timeout/i.test(message) ? "timeout" : "connection";
}
