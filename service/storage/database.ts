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
}

export interface Database extends Queries {
  readonly system: "sqlite" | "postgresql";
  /** Commits what `work` did, or nothing of it when it rejects. Statements of a transaction go through its own `queries`. */
  readonly transaction: <Result>(work: (queries: Queries) => Promise<Result>) => Promise<Result>;
  readonly close: () => Promise<void>;
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
