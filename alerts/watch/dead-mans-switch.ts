import type { Queries } from "../../foundation/storage/database.ts";
import { CLOCKS_AGREE_WITHIN_MS } from "../../foundation/storage/wait.ts";
import { newIncident } from "../incidents/alerts-changed.ts";
import type { IncidentWriter, WritingContext } from "../incidents/incident-writer.ts";
import type { DeadMansSwitch } from "../routing/routing.ts";
import { openIncidents } from "../storage/incident-record.ts";
import { beat, lastBeat } from "./heartbeats.ts";

const KEY = "dead-mans-switch";
const ONE = { page: 1, ticket: 0 };
const NONE = { page: 0, ticket: 0 };
const MINUTE_MS = 60_000;

/** Pages when the alert that always fires is no longer heard: then no other alert would be either. */
export async function watchHeartbeat(
  queries: Queries,
  writer: IncidentWriter,
  { alertname, timeout, escalation }: DeadMansSwitch,
  {
    now,
    context,
    listensSince,
  }: {
    readonly now: number;
    readonly context: WritingContext;
    readonly listensSince: number;
  },
): Promise<void> {
  const last = await lastBeat(queries);
  if (last === undefined) return;
  const [open] = await openIncidents(queries, [KEY]);
  // A clock that was put back makes no silence longer than it is.
  if (last > now + CLOCKS_AGREE_WITHIN_MS) await beat(queries, now);
  const isSilent = now - Math.max(last, listensSince) > timeout;
  if (isSilent && open === undefined) {
    const labels = { alertname: "DeadMansSwitch", severity: "page", escalation, watched: alertname };
    const annotations = {
      summary: `${alertname} is silent: no alert would reach us`,
      description: `The last sign of life came at ${new Date(last).toISOString()}; it is expected every ${Math.round(timeout / MINUTE_MS)} min. Prometheus, Alertmanager or the way from there is down, or its alerts are refused.`,
      runbook_url: `${context.links.consoleUrl}/runbooks/alert-router-silence`,
    };
    const about = { page: { source: "alertmanager" as const, labels, annotations } };
    const record = { incident: newIncident(context.newId(), KEY, now), about, entries: 0, messages: 0 };
    writer.apply(record, { type: "alerts", began: ONE, ended: NONE, beganAnew: false });
  } else if (!isSilent && open !== undefined) {
    writer.apply(open, { type: "alerts", began: NONE, ended: ONE, beganAnew: false });
  } else if (open !== undefined) {
    writer.seen(open);
  }
}
