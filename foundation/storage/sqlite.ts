import { DatabaseSync, type StatementSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import {
  type BeforeStatement,
  type Database,
  DatabaseError,
  type DatabaseErrorKind,
  type DatabaseOptions,
  operationOf,
  type SqlValue,
  type StatementObserver,
  UNOBSERVED,
} from "./database.ts";
import { Mutex } from "./mutex.ts";
import { callNow, transactionQueries } from "./transaction-queries.ts";

// Another process writes: SQLite's own wait holds up the whole process, so it is short and the rest is slept.
const BUSY = "PRAGMA busy_timeout = 20";
const OPEN_BUSY_MS = 5_000;
const BUSY_SLEEP_MS = 5;
const BUSY_TRIES = 200;
const MOST_STATEMENTS_KEPT = 500;
const SQLITE_BUSY = 5;
// SQLite's result codes (sqlite.org/rescode.html); an extended code holds its primary one in the low byte.
const PRIMARY_CODE = 0xff;
const KINDS: ReadonlyMap<number, DatabaseErrorKind> = new Map([
  [SQLITE_BUSY, "timeout"],
  [6, "timeout"], // SQLITE_LOCKED
  [10, "connection"], // SQLITE_IOERR
  [14, "connection"], // SQLITE_CANTOPEN
  [19, "constraint"],
]);

/** Opens a database file, or `:memory:`. A commit is on disk before it is answered. */
export function openSqlite(path: string, options: Pick<DatabaseOptions, "observe" | "before"> = {}): Database {
  const writer = new Connection(path, options);
  writer.execute(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; ${BUSY}`);
  // Readers do not wait for a transaction that awaits something; a database in memory has no second connection.
  const reader = path === ":memory:" ? writer : new Connection(path, options);
  if (reader !== writer) reader.execute(`PRAGMA query_only = ON; ${BUSY}`);
  const connections = reader === writer ? 1 : 2;
  const writing = new Mutex();
  return {
    system: "sqlite",
    query: async <Row extends object>(sql: string, params: readonly SqlValue[] = []): Promise<Row[]> => {
      if (reader !== writer && operationOf(sql) === "SELECT") return reader.run<Row>(sql, params);
      return writing.run(() => writer.run<Row>(sql, params));
    },
    afterCommit: callNow,
    transaction: (work) =>
      writing.run(async () => {
        const { queries, end, committed } = transactionQueries((sql, params) => writer.run(sql, params));
        await writer.run("BEGIN IMMEDIATE");
        try {
          const result = await work(queries).finally(end);
          await writer.run("COMMIT");
          committed();
          return result;
        } catch (error) {
          writer.rollBack();
          throw error;
        }
      }),
    pool: () => {
      const used = Math.min(1, writing.unfinished);
      return { used, idle: connections - used, pending: writing.unfinished - used };
    },
    close: () =>
      writing.run(async () => {
        if (reader !== writer) reader.close();
        writer.close();
      }),
  };
}

class Connection {
  readonly #database: DatabaseSync;
  readonly #observe: StatementObserver;
  readonly #before: BeforeStatement | undefined;
  readonly #statements = new Map<string, StatementSync>();

  constructor(path: string, { observe = UNOBSERVED, before }: DatabaseOptions) {
    this.#database = new DatabaseSync(path, { timeout: OPEN_BUSY_MS });
    this.#observe = observe;
    this.#before = before;
  }

  execute(sql: string): void {
    this.#database.exec(sql);
  }

  async run<Row extends object>(sql: string, params: readonly SqlValue[] = []): Promise<Row[]> {
    const end = this.#observe(operationOf(sql), sql);
    try {
      if (this.#before !== undefined) await this.#before(sql);
      const rows = await this.#patiently(() => this.#statement(sql).all(...params));
      end();
      // What a statement's columns hold is for its author to say.
      return rows as Row[];
    } catch (cause) {
      const error = asDatabaseError(cause);
      end(error);
      throw error;
    }
  }

  async #patiently<Result>(work: () => Result): Promise<Result> {
    for (let tries = 1; ; tries++) {
      try {
        return work();
      } catch (error) {
        if (tries === BUSY_TRIES || codeOf(error) !== SQLITE_BUSY) throw error;
        await sleep(BUSY_SLEEP_MS);
      }
    }
  }

  /** After some errors SQLite has rolled back by itself. */
  rollBack(): void {
    if (!this.#database.isTransaction) return;
    const end = this.#observe("ROLLBACK", "ROLLBACK");
    this.#database.exec("ROLLBACK");
    end();
  }

  close(): void {
    this.#database.close();
  }

  #statement(sql: string): StatementSync {
    const known = this.#statements.get(sql);
    if (known !== undefined) return known;
    // A service has a fixed set of statements; should they be made up as it runs, they are prepared anew now and then.
    if (this.#statements.size >= MOST_STATEMENTS_KEPT) this.#statements.clear();
    // ?1 binds by number, as $1 does for PostgreSQL.
    const statement = this.#database.prepare(sql.replaceAll(/\$(\d+)/g, "?$1"));
    this.#statements.set(sql, statement);
    return statement;
  }
}

function asDatabaseError(cause: unknown): DatabaseError {
  if (cause instanceof DatabaseError) return cause;
  const message = cause instanceof Error ? cause.message : String(cause);
  return new DatabaseError(KINDS.get(codeOf(cause)) ?? "other", message, { cause });
}

function codeOf(cause: unknown): number {
  return cause instanceof Error && "errcode" in cause ? Number(cause.errcode) & PRIMARY_CODE : 0;
}
