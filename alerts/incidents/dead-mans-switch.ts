import type { DeadMansSwitch } from "../routing/routing.ts";
import { newIncident } from "./alerts-changed.ts";
import type { Journal } from "./journal.ts";
import type { IncidentRecord } from "./records.ts";
import type { Setting } from "./router-event.ts";

export const DEAD_MANS_SWITCH_KEY = "dead-mans-switch";
const ONE = { page: 1, ticket: 0 };
const NONE = { page: 0, ticket: 0 };
const MINUTE_MS = 60_000;

/** Pages when the alert that always fires is no longer heard: then no other alert would be either. */
export function watchHeartbeat(
  journal: Journal,
  open: IncidentRecord | undefined,
  { alertname, timeout, escalation }: DeadMansSwitch,
  { lastBeat, listensSince, now, links, newId }: Setting & { readonly lastBeat: number; readonly listensSince: number },
): void {
  const isSilent = now - Math.max(lastBeat, listensSince) > timeout;
  if (isSilent && open === undefined) {
    const labels = { alertname: "DeadMansSwitch", severity: "page", escalation, watched: alertname };
    const annotations = {
      summary: `${alertname} is silent: no alert would reach us`,
      description: `The last sign of life came at ${new Date(lastBeat).toISOString()}; it is expected every ${Math.round(timeout / MINUTE_MS)} min. Prometheus, Alertmanager or the way from there is down, or its alerts are refused.`,
      ...(links.consoleUrl === undefined ? {} : { runbook_url: `${links.consoleUrl}/runbooks/alert-router-silence` }),
    };
    const about = { page: { source: "alertmanager" as const, labels, annotations } };
    const record = { incident: newIncident(newId(), DEAD_MANS_SWITCH_KEY, now), about, entries: 0, messages: 0 };
    journal.apply(record, { type: "alerts", began: ONE, ended: NONE, beganAnew: false });
  } else if (!isSilent && open !== undefined) {
    journal.apply(open, { type: "alerts", began: NONE, ended: ONE, beganAnew: false });
  } else if (open !== undefined) {
    journal.seen(open);
  }
}
