import { isOver, waitFrom } from "../../foundation/storage/wait.ts";
import type { Severity } from "../../slo/model/burn-policy.ts";
import type { AlertReport, Notification } from "../ingest/notification.ts";
import { severityOf } from "../ingest/severity.ts";
import { newIncident } from "./alerts-changed.ts";
import { type Change, changeOf, episodeAfter } from "./episode.ts";
import { incidentKey } from "./incident-key.ts";
import { Journal } from "./journal.ts";
import type { AlertRecord, IncidentRecord } from "./records.ts";
import type { Changes, Plan, Records, Setting } from "./router-event.ts";

/** Alerts that still fire this long after a person has resolved their incident open a new one. */
const STILL_FIRING_MS = 3_600_000;

interface Delta {
  record: IncidentRecord;
  readonly began: Record<Severity, number>;
  readonly ended: Record<Severity, number>;
  beganAnew: boolean;
}

/** A source has spoken of alerts. The alert that always fires is a sign of life, and no alert. */
export function notificationReceived({ source, reports }: Notification, setting: Setting): Plan {
  const watchdog = setting.routing.deadMansSwitch?.alertname;
  const isWatchdog = ({ labels }: AlertReport) => watchdog !== undefined && labels["alertname"] === watchdog;
  const isAlive = reports.some((report) => isWatchdog(report) && report.status === "firing");
  const told = reports
    .filter((report) => !isWatchdog(report))
    .map((report) => ({
      ...report,
      source,
      key: report.status === "firing" ? incidentKey(source, report.labels) : "",
    }));
  return {
    needs: {
      alerts: { source, fingerprints: told.map(({ fingerprint }) => fingerprint) },
      openKeys: [...new Set(told.flatMap(({ status, key }) => (status === "firing" ? [key] : [])))],
    },
    follow: (records) => ({ ...record(told, records, setting), ...(isAlive ? { beatAt: setting.now } : {}) }),
  };
}

interface Told extends AlertReport {
  readonly source: Notification["source"];
  /** Of the incident that the alert belongs to; empty when it does not fire. */
  readonly key: string;
}

function record(reports: readonly Told[], { alerts, incidents: known }: Records, setting: Setting): Changes {
  const { now } = setting;
  const incidents = new Incidents(known, setting);
  const deltas = new Map<string, Delta>();
  const changed = new Map<string, AlertRecord>();
  for (const report of reports) {
    const { source, key, fingerprint, labels, annotations } = report;
    const before = changed.get(fingerprint) ?? alerts.get(fingerprint);
    const linked = incidents.byId(before?.incidentId ?? undefined);
    const change = whatItMeans(changeOf(before, report), linked, now);
    const severity = severityOf(labels);
    const begins = change === "fired" || change === "refired";
    const own = change === "fired" ? incidents.openFor(key) : linked;
    // An end that comes before its start is kept too: the start will then be outdated.
    const episode = episodeAfter(before, report);
    if (change !== "outdated" || episode !== before) {
      const { status, startsAt } = episode;
      const incidentId = own?.incident.id ?? null;
      changed.set(fingerprint, {
        ...{ source, fingerprint, status, startsAt, severity, labels, annotations, incidentId },
        lastSeenAt: now,
      });
    }
    if (change === "outdated" || own === undefined) continue;
    if (begins) incidents.put({ ...own, about: { ...own.about, [severity]: { source, labels, annotations } } });
    count(deltaOf(deltas, own), change, severity);
  }
  const journal = new Journal(setting);
  for (const { record: touched, began, ended, beganAnew } of deltas.values()) {
    const latest = incidents.byId(touched.incident.id) ?? touched;
    const isQuiet = began.page + began.ticket + ended.page + ended.ticket === 0;
    if (isQuiet) journal.seen(latest);
    else journal.apply(latest, { type: "alerts", began, ended, beganAnew });
  }
  return { ...journal.changes, alerts: [...changed.values()] };
}

/** Whoever resolved an incident by hand while it fired may have been wrong: after an hour of firing it counts as new. */
function whatItMeans(change: Change, linked: IncidentRecord | undefined, now: number): Change {
  const resolved = linked?.incident.resolved;
  if (change === "refired" && resolved !== undefined) return "fired";
  if (change !== "repeated" || resolved === undefined) return change;
  return isOver(waitFrom(resolved.at, STILL_FIRING_MS), now) ? "fired" : "outdated";
}

function count(delta: Delta, change: Change, severity: Severity): void {
  if (change === "fired" || change === "refired") delta.began[severity]++;
  if (change === "resolved" || change === "refired") delta.ended[severity]++;
  if (change === "refired") delta.beganAnew = true;
}

function deltaOf(deltas: Map<string, Delta>, of: IncidentRecord): Delta {
  const known = deltas.get(of.incident.id);
  if (known !== undefined) return known;
  const fresh: Delta = { record: of, began: { page: 0, ticket: 0 }, ended: { page: 0, ticket: 0 }, beganAnew: false };
  deltas.set(of.incident.id, fresh);
  return fresh;
}

/** The incidents that a notification touches, and those that it opens. */
class Incidents {
  readonly #setting: Setting;
  readonly #byId = new Map<string, IncidentRecord>();
  readonly #openByKey = new Map<string, string>();

  constructor(known: readonly IncidentRecord[], setting: Setting) {
    this.#setting = setting;
    for (const one of known) this.put(one);
  }

  byId(id: string | undefined): IncidentRecord | undefined {
    return id === undefined ? undefined : this.#byId.get(id);
  }

  openFor(key: string): IncidentRecord {
    const open = this.byId(this.#openByKey.get(key));
    if (open !== undefined) return open;
    const { newId, now } = this.#setting;
    const fresh = { incident: newIncident(newId(), key, now), about: {}, entries: 0, messages: 0 };
    this.put(fresh);
    return fresh;
  }

  put(record: IncidentRecord): void {
    const { id, key, state } = record.incident;
    this.#byId.set(id, record);
    if (state !== "resolved") this.#openByKey.set(key, id);
  }
}
