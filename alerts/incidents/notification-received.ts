import { isOver, waitFrom } from "../../foundation/storage/wait.ts";
import type { Severity } from "../../slo/model/burn-policy.ts";
import { LABELS } from "../../slo/model/contract.ts";
import type { AlertReport, Notification } from "../ingest/notification.ts";
import { severityOf } from "../ingest/severity.ts";
import { maintenanceAt } from "../routing/decide.ts";
import type { Source } from "../routing/routing.ts";
import { coverOf, saysMore } from "./cover.ts";
import { beatName, INITIAL_BEAT } from "./dead-mans-switch.ts";
import { type Change, changeOf, episodeAfter } from "./episode.ts";
import { FLAPS_WITHIN_MS } from "./flapping.ts";
import { type Group, groupOf, isAbsence, memberName } from "./grouping.ts";
import { ALERTS, type Member, newIncident } from "./incident.ts";
import { Journal } from "./journal.ts";
import { type AlertRecord, type IncidentRecord, serviceOf } from "./records.ts";
import type { Changes, Plan, Records, Setting } from "./router-event.ts";

/** Alerts that still fire this long after a person has resolved their incident open a new one. */
const STILL_FIRING_MS = 3_600_000;
/** Sources in which an alert that has ended never fires again under its fingerprint. */
const ONCE: ReadonlySet<Source> = new Set(["cloud-monitoring"]);

interface Told extends AlertReport {
  /** What the alert belongs to; undefined when it does not fire. */
  readonly group: Group | undefined;
}

/** A source has spoken of alerts. The alert that always fires is a sign of life, and no alert. */
export function notificationReceived({ source, reports }: Notification, setting: Setting): Plan {
  const { routing, now } = setting;
  const watchdog = routing.deadMansSwitch?.alertname;
  const isWatchdog = ({ labels }: AlertReport) => watchdog !== undefined && labels["alertname"] === watchdog;
  const beats = new Map(
    reports
      .filter((report) => isWatchdog(report) && report.status === "firing")
      .map(({ labels }) => [beatName(source, labels), now]),
  );
  const told = reports
    .filter((report) => !isWatchdog(report))
    .map(
      (report): Told => ({
        ...report,
        group: report.status === "firing" ? groupOf(source, report, routing) : undefined,
      }),
    );
  const absent = told.filter(({ labels, status }) => status === "firing" && isAbsence(labels));
  return {
    needs: {
      alerts: { source, fingerprints: told.map(({ fingerprint }) => fingerprint) },
      keys: { of: [...new Set(told.flatMap(({ group }) => group?.key ?? []))], endedSince: now - FLAPS_WITHIN_MS },
      services: [...new Set(absent.flatMap(({ labels }) => labels[LABELS.service] ?? []))],
    },
    follow: (records) => ({
      ...record(source, told, records, setting),
      ...(beats.size === 0 ? {} : { beats, forgottenBeats: [INITIAL_BEAT] }),
    }),
  };
}

function record(source: Source, reports: readonly Told[], records: Records, setting: Setting): Changes {
  const { now, routing } = setting;
  const maintenance = maintenanceAt(routing, now);
  const incidents = new Incidents(records.incidents, setting);
  const deltas = new Map<string, Delta>();
  const changed = new Map<string, AlertRecord>();
  for (const report of reports) {
    const { group, fingerprint, labels, annotations } = report;
    const known = changed.get(fingerprint) ?? records.alerts.get(fingerprint);
    const before = known && { ...known, heardAt: known.lastSeenAt };
    const linked = incidents.byId(known?.incidentId ?? undefined);
    const change = whatItMeans(changeOf(before, report, { now, isOnce: ONCE.has(source) }), linked, now);
    const severity = severityOf(labels);
    const begins = change === "fired" && group !== undefined;
    const own = begins ? incidents.openFor(group, labels) : linked;
    const cover =
      begins && own !== undefined ? coverOf({ labels, severity }, own.incident, maintenance, now) : undefined;
    const isShown = begins ? cover === undefined : (known?.isTold ?? true);
    // Who ends before people heard of it was not told, and is news should it come again.
    const isTold = isShown && !(change === "resolved" && isNews(fingerprint, own));
    // An end that comes before its start is kept too: the start will then be outdated.
    const episode = episodeAfter(known, report, change);
    if (change !== "outdated" || episode !== known) {
      const { status, startsAt, endsAt } = episode;
      const about = { source, fingerprint, status, startsAt, endsAt, severity, labels, annotations };
      changed.set(fingerprint, { ...about, incidentId: own?.incident.id ?? null, isTold, lastSeenAt: now });
    }
    if (change === "outdated" || own === undefined) continue;
    const delta = deltaOf(deltas, own.incident.id);
    // What goes on in another incident fires no longer in the one that a person has closed.
    if (begins && known?.status === "firing" && linked !== undefined && linked !== own) {
      const left = deltaOf(deltas, linked.incident.id);
      left[known.isTold ? "ended" : "hiddenEnded"][known.severity]++;
      if (known.isTold) left.absences -= absencesIn(known);
    }
    if (begins) {
      // What nobody may be told of does not speak for the incident, unless nothing else does.
      if (isShown || own.about[severity] === undefined)
        incidents.put({ ...own, about: { ...own.about, [severity]: { source, labels, annotations } } });
      if (cover === undefined) {
        delta.began[severity]++;
        delta.absences += absencesIn({ labels, severity });
      } else delta.hiddenBegan[severity]++;
      delta.silencedUntil = Math.min(delta.silencedUntil, cover ?? Number.POSITIVE_INFINITY);
      if (isShown && isNewsOf(report, group, known, own))
        delta.joined[severity].push({ id: fingerprint, name: memberName({ labels, fingerprint }) });
    } else if (change === "resolved") {
      if (isShown) {
        delta.ended[severity]++;
        delta.absences -= absencesIn({ labels, severity });
        delta.left.push(fingerprint);
      } else delta.hiddenEnded[severity]++;
    }
  }
  const journal = new Journal(setting);
  for (const [id, { silencedUntil, ...delta }] of deltas) {
    const latest = incidents.byId(id);
    if (latest === undefined) continue;
    const { began, ended, hiddenBegan, hiddenEnded } = delta;
    const isQuiet = [began, ended, hiddenBegan, hiddenEnded].every(({ page, ticket }) => page + ticket === 0);
    const until = Number.isFinite(silencedUntil) ? silencedUntil : undefined;
    if (isQuiet) journal.seen(latest);
    else journal.apply(latest, { type: "alerts", ...delta, silencedUntil: until });
  }
  return { ...journal.changes, alerts: [...changed.values()] };
}

/** Whoever resolved an incident by hand while it fired may have been wrong: after an hour of firing it counts as new. */
function whatItMeans(change: Change, linked: IncidentRecord | undefined, now: number): Change {
  const resolved = linked?.incident.resolved;
  if (change !== "repeated" || resolved === undefined) return change;
  return isOver(waitFrom(resolved.at, STILL_FIRING_MS), now) ? "fired" : "outdated";
}

/** Whether people are still to hear of a member. */
function isNews(fingerprint: string, own: IncidentRecord | undefined): boolean {
  return own?.incident.news?.members.some(({ id }) => id === fingerprint) === true;
}

/** Whether an alert that begins is news to those whom the page that is on has told. */
function isNewsOf(report: Told, { hasMembers }: Group, known: AlertRecord | undefined, own: IncidentRecord): boolean {
  const isKnown = known?.incidentId === own.incident.id;
  if (isKnown && !known.isTold) return true;
  if (!hasMembers) return isFirstBeside(report.labels, severityOf(report.labels), own);
  // What Google Cloud opens anew has another id, and may be the same.
  const isAgain = known === undefined && isSameAsNewest(report.labels, own);
  if (!isKnown) return !isAgain;
  // One that ended before the page began stands on an older page, which is closed.
  return own.incident.paging !== undefined && known.lastSeenAt <= own.incident.paging.startedAt;
}

function isSameAsNewest(labels: AlertReport["labels"], { about }: IncidentRecord): boolean {
  const newest = about[severityOf(labels)];
  if (newest === undefined || !ONCE.has(newest.source)) return false;
  const names = new Set([...Object.keys(labels), ...Object.keys(newest.labels)]);
  return [...names].every((name) => labels[name] === newest.labels[name]);
}

/** An SLO's alerts say the same thing, but more than that its signal is gone, where that alone was told. */
function isFirstBeside(labels: AlertReport["labels"], severity: Severity, { about }: IncidentRecord): boolean {
  const said = about[severity];
  return !isAbsence(labels) && said !== undefined && isAbsence(said.labels);
}

/** 1 for a page that only says that its signal is gone. */
function absencesIn({ labels, severity }: Pick<AlertRecord, "labels" | "severity">): number {
  return severity === "page" && isAbsence(labels) ? 1 : 0;
}

interface Delta {
  readonly began: Record<Severity, number>;
  readonly ended: Record<Severity, number>;
  readonly hiddenBegan: Record<Severity, number>;
  readonly hiddenEnded: Record<Severity, number>;
  absences: number;
  readonly joined: Record<Severity, Member[]>;
  readonly left: string[];
  silencedUntil: number;
}

function deltaOf(deltas: Map<string, Delta>, incidentId: string): Delta {
  const known = deltas.get(incidentId);
  if (known !== undefined) return known;
  const none = () => ({ page: 0, ticket: 0 });
  const fresh: Delta = {
    began: none(),
    ended: none(),
    hiddenBegan: none(),
    hiddenEnded: none(),
    absences: 0,
    joined: { page: [], ticket: [] },
    left: [],
    silencedUntil: Number.POSITIVE_INFINITY,
  };
  deltas.set(incidentId, fresh);
  return fresh;
}

/** The incidents that a notification touches, and those that it opens. */
class Incidents {
  readonly #setting: Setting;
  readonly #byId = new Map<string, IncidentRecord>();
  readonly #openByKey = new Map<string, string>();
  /** Those that have ended by themselves a moment ago. */
  readonly #endedByKey = new Map<string, string>();
  /** Open pages of a service, which say more than that its signals are gone. */
  readonly #pageByService = new Map<string, string>();

  constructor(known: readonly IncidentRecord[], setting: Setting) {
    this.#setting = setting;
    for (const one of known) this.put(one);
  }

  byId(id: string | undefined): IncidentRecord | undefined {
    return id === undefined ? undefined : this.#byId.get(id);
  }

  openFor({ key }: Group, labels: AlertReport["labels"]): IncidentRecord {
    const host = isAbsence(labels) ? this.#pageByService.get(labels[LABELS.service] ?? "") : undefined;
    const found = this.byId(this.#openByKey.get(key) ?? host ?? this.#endedByKey.get(key));
    if (found !== undefined) return found;
    const { newId, now } = this.#setting;
    const fresh = { incident: newIncident(newId(), key, now), about: {}, entries: 0, messages: 0 };
    this.put(fresh);
    return fresh;
  }

  put(record: IncidentRecord): void {
    const { incident } = record;
    const { id, key, state, resolved } = incident;
    this.#byId.set(id, record);
    if (state !== "resolved") this.#openByKey.set(key, id);
    else if (resolved?.by === ALERTS && !isOver(waitFrom(resolved.at, FLAPS_WITHIN_MS), this.#setting.now))
      this.#endedByKey.set(key, id);
    const service = serviceOf(record);
    const isPage = service !== "" && saysMore(incident);
    const other = this.#pageByService.get(service);
    if (isPage && (other === undefined || id < other)) this.#pageByService.set(service, id);
  }
}
