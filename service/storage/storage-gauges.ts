import type { Database } from "../../foundation/storage/database.ts";
import type { ScrapeReading } from "../telemetry/metrics.ts";
import type { JobRunner } from "./job-runner.ts";

/** What the connections and the queue of jobs tell about themselves. */
export function storageGauges(database: Database, jobs: JobRunner): ScrapeReading[] {
  return [
    {
      name: "db_client_connections",
      read: async () => {
        const { idle, used } = database.pool();
        return [
          [{ db_client_connection_state: "idle" }, idle],
          [{ db_client_connection_state: "used" }, used],
        ];
      },
    },
    {
      name: "db_client_connection_pending_requests",
      read: async () => [[{}, database.pool().pending]],
    },
    {
      name: "jobs_overdue_age_seconds",
      read: async () => [[{}, await jobs.overdueSeconds()]],
    },
  ];
}
