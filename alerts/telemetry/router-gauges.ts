import type { ScrapeReading } from "../../foundation/metrics/scrape-readings.ts";
import type { Database } from "../../foundation/storage/database.ts";
import { oldestBeat } from "../storage/heartbeat-rows.ts";
import { readOutboxState } from "../storage/outbox-state.ts";
import { DECLARED } from "./declared-metrics.gen.ts";

const { incident_severity: SEVERITIES, state: STATES } = DECLARED.alert_router_incidents.labels;

/** What the gauges show, read from the tables at each scrape: a restart forgets nothing. */
export function routerGauges(database: Database, now: () => number): ScrapeReading<typeof DECLARED>[] {
  const outbox = () => readOutboxState(database, now());
  return [
    {
      name: "alert_router_incidents",
      read: async () => {
        const rows = await database.query<{ severity: string; state: string; count: number }>(
          "SELECT severity, state, COUNT(*) AS count FROM incidents WHERE state <> 'resolved' GROUP BY severity, state",
        );
        const count = (severity: string, state: string) =>
          Number(rows.find((row) => row.severity === severity && row.state === state)?.count ?? 0);
        return SEVERITIES.flatMap((severity) =>
          STATES.map((state) => [{ incident_severity: severity, state }, count(severity, state)] as const),
        );
      },
    },
    {
      name: "alert_router_outbox_messages",
      read: async () => {
        const { due, waiting, deadLetters } = await outbox();
        return [
          [{ state: "due" }, due],
          [{ state: "waiting" }, waiting],
          [{ state: "dead_letter" }, deadLetters],
        ];
      },
    },
    {
      name: "alert_router_outbox_oldest_due_age_seconds",
      read: async () => [[{}, (await outbox()).oldestDueAgeSeconds]],
    },
    {
      name: "alert_router_last_heartbeat_timestamp_seconds",
      read: async () => {
        const last = await oldestBeat(database);
        return last === undefined ? [] : [[{}, last / 1_000]];
      },
    },
  ];
}
