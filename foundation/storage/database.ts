/** What a statement can take and a column can hold. Times are Unix milliseconds, money is whole TWD, JSON is text. */
export type SqlValue = string | number | null;

export interface Queries {
  /**
   * Runs one statement of the SQL that SQLite and PostgreSQL share, with parameters $1, $2, …; answers with its rows.
   * Rejects with a DatabaseError.
   */
  readonly query: <Row extends object = Readonly<Record<string, SqlValue>>>(
    sql: string,
    params?: readonly SqlValue[],
  ) => Promise<Row[]>;
  /** Asks for a call once what was done so far is committed: at the end of the transaction, and outside of one at once. */
  readonly afterCommit: (call: () => void) => void;
}

export interface Database extends Queries {
  readonly system: "sqlite" | "postgresql";
  /**
   * Commits what `work` did, or nothing of it when it rejects. Statements of a transaction go through its own `queries`.
   * `work` is done again when another transaction got in its way.
   */
  readonly transaction: <Result>(work: (queries: Queries) => Promise<Result>) => Promise<Result>;
  readonly pool: () => PoolState;
  readonly close: () => Promise<void>;
}

export interface PoolState {
  readonly idle: number;
  readonly used: number;
  /** Statements and transactions that wait for a connection. */
  readonly pending: number;
}

export type DatabaseErrorKind = "constraint" | "connection" | "timeout" | "other";

/** A statement that failed, in the terms of `error_type` of db_client_operation_duration_seconds. */
export class DatabaseError extends Error {
  readonly kind: DatabaseErrorKind;

  constructor(kind: DatabaseErrorKind, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "DatabaseError";
    this.kind = kind;
  }
}

export type StatementOperation = "SELECT" | "INSERT" | "UPDATE" | "DELETE" | "BEGIN" | "COMMIT" | "ROLLBACK" | "OTHER";

/** Is told when a statement starts; answers with what to call when it has ended, with its error if it failed. */
export type StatementObserver = (operation: StatementOperation, sql: string) => (error?: DatabaseError) => void;

/** Is asked for each statement on its way to the database, which it can delay or, with a DatabaseError, prevent. */
export type BeforeStatement = (sql: string) => Promise<void>;

export interface DatabaseOptions {
  readonly observe?: StatementObserver | undefined;
  readonly before?: BeforeStatement | undefined;
  /** Connections that PostgreSQL's pool may have; 10 when not given. */
  readonly connections?: number | undefined;
}

export const UNOBSERVED: StatementObserver = () => () => undefined;

const WITH = /^\s*WITH\b/i;
const WRITES = /\b(INSERT)\s+INTO\b|\b(DELETE)\s+FROM\b|\b(UPDATE)\s+\w+\s+SET\b/i;

/** A statement's operation: its first word, and after WITH what it does with those. */
export function operationOf(sql: string): StatementOperation {
  const [, first] = /^\s*(\w+)/.exec(sql) ?? [];
  const word = (WITH.test(sql) ? (WRITES.exec(sql)?.slice(1).find(Boolean) ?? "SELECT") : first)?.toUpperCase();
  switch (word) {
    case "SELECT":
    case "INSERT":
    case "UPDATE":
    case "DELETE":
    case "BEGIN":
    case "COMMIT":
    case "ROLLBACK":
      return word;
    default:
      return "OTHER";
  }
}
