import { setTimeout as sleep } from "node:timers/promises";
import { type BeforeStatement, DatabaseError, operationOf } from "../../foundation/storage/database.ts";
import type { Faults } from "../sandbox/faults.ts";

const SLOW_BY_MS = 5_000;
const READS = new Set(["SELECT", "BEGIN", "COMMIT", "ROLLBACK"]);

/**
 * What the `database` fault does to a statement, on its connection and within its measured time: slow ones wait first, of
 * a database that is down none get through, wrong is one that has become read-only, rate-limited one too busy to answer.
 */
export function databaseFaults(faults: Faults): BeforeStatement {
  return async (sql) => {
    const fault = faults.strike("database");
    switch (fault?.mode) {
      case undefined:
        return;
      case "slow":
        await sleep(fault.latencyMs ?? SLOW_BY_MS, undefined, { ref: false });
        return;
      case "down":
        throw new DatabaseError("connection", "injected fault: the database is down");
      case "rate-limited":
        throw new DatabaseError("timeout", "injected fault: the database did not answer in time");
      case "wrong":
      case "partly-wrong":
        if (READS.has(operationOf(sql))) return;
        throw new DatabaseError("other", "injected fault: attempt to write a read-only database");
    }
  };
}
