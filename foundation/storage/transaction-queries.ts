import { DatabaseError, type Queries, type SqlValue } from "./database.ts";

/** The statements of one transaction, for as long as it is open. */
export interface TransactionQueries {
  readonly queries: Queries;
  /** Waits for the statements on their way and takes no more: none that was left behind slips into the next transaction. */
  readonly end: () => Promise<void>;
  /** Calls whoever asked for it. */
  readonly committed: () => void;
}

/** Outside of a transaction a statement has committed when it answers. */
export const callNow: Queries["afterCommit"] = (call) => call();

export function transactionQueries(run: Queries["query"]): TransactionQueries {
  const calls: Array<() => void> = [];
  const onTheirWay = new Set<Promise<unknown>>();
  let ended = false;
  return {
    queries: {
      query: async <Row extends object>(sql: string, params?: readonly SqlValue[]) => {
        if (ended) throw new DatabaseError("other", "the transaction of this statement has ended");
        const statement = run<Row>(sql, params);
        onTheirWay.add(statement);
        return statement.finally(() => onTheirWay.delete(statement));
      },
      afterCommit: (call) => calls.push(call),
    },
    end: async () => {
      ended = true;
      await Promise.allSettled(onTheirWay);
    },
    committed: () => {
      for (const call of calls) call();
    },
  };
}
