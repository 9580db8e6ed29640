import type { Pools } from "../../foundation/storage/open-database.ts";
import type { ScrapeReading } from "../telemetry/metrics.ts";
import type { JobRunner } from "./job-runner.ts";
import type { PoolName } from "./service-database.ts";

/** What the connections and the queue of jobs tell about themselves. */
export function storageGauges(pools: Pools<PoolName>, jobs: JobRunner): ScrapeReading[] {
  return [
    {
      name: "db_client_connections",
      read: async () =>
        pools.list.flatMap(([name, database]) => {
          const { idle, used } = database.pool();
          const labels = { db_client_connection_pool_name: name } as const;
          return [
            [{ ...labels, db_client_connection_state: "idle" }, idle],
            [{ ...labels, db_client_connection_state: "used" }, used],
          ] as const;
        }),
    },
    {
      name: "db_client_connection_pending_requests",
      read: async () =>
        pools.list.map(([name, database]) => [{ db_client_connection_pool_name: name }, database.pool().pending]),
    },
    {
      name: "jobs_overdue_age_seconds",
      read: async () => [[{}, await jobs.overdueSeconds()]],
    },
  ];
}
