import { CLOCKS_AGREE_WITHIN_MS, isOver } from "../../foundation/storage/wait.ts";
import { type Maintenance, maintenanceAt } from "../routing/decide.ts";
import { fallBack } from "./attempt-ended.ts";
import { coverOf } from "./cover.ts";
import { keyOfBeat, watchHeartbeat } from "./dead-mans-switch.ts";
import { isAbsence, isOfMembers, memberName } from "./grouping.ts";
import { type Member, readDedupKey, waitsOf } from "./incident.ts";
import { Journal } from "./journal.ts";
import { FALLBACK_AFTER_MS, isLate, isUnaccepted } from "./pages.ts";
import type { AlertRecord, IncidentRecord, PageRecord } from "./records.ts";
import type { Changes, Plan, Records, RouterEvent, Setting } from "./router-event.ts";
import { surroundingsOf } from "./surroundings.ts";

type Tick = Extract<RouterEvent, { readonly type: "tick" }>;

const AT_A_TIME = 100;

/** What happens by itself: escalation steps, the end of maintenance, pages that email takes over, silence of alerts and watchers. */
export function clockTicked({ listensSince, isPolicyNew }: Tick, setting: Setting): Plan {
  const { now, routing } = setting;
  // What could not be heard for so long is not known to be silent.
  const before = (staleAfter: number) => (now - listensSince >= staleAfter ? now - staleAfter : 0);
  const { alertmanager, grafana, "cloud-monitoring": cloud } = routing.staleAfter;
  const silentBefore = {
    alertmanager: before(alertmanager),
    grafana: before(grafana),
    "cloud-monitoring": before(cloud),
  };
  return {
    needs: { due: { now, silentBefore, allHidden: isPolicyNew, limit: AT_A_TIME } },
    follow: (records) => new Ticking(records, setting, listensSince).changes,
  };
}

class Ticking {
  readonly #records: Records;
  readonly #setting: Setting;
  readonly #maintenance: Maintenance;
  readonly #journal: Journal;
  readonly #known: ReadonlyMap<string, IncidentRecord>;
  readonly changes: Changes;

  constructor(records: Records, setting: Setting, listensSince: number) {
    this.#records = records;
    this.#setting = setting;
    this.#maintenance = maintenanceAt(setting.routing, setting.now);
    this.#journal = new Journal(setting);
    this.#known = new Map(records.incidents.map((record) => [record.incident.id, record]));
    const { now } = setting;
    const due = records.due.flatMap((id) => this.#find(id));
    const alerts = due.flatMap((record) => this.#lookUnderCover(record));
    for (const { incident } of due)
      for (const record of this.#find(incident.id)) this.#journal.apply(record, { type: "due" });
    const unaccepted = records.pages.filter((page) => isUnaccepted(page, now));
    for (const page of unaccepted) this.#takeOver(page);
    for (const record of records.silent.flatMap((id) => this.#find(id))) {
      // Silence is counted from now when it began at a time that has not come yet.
      if (record.incident.lastSeenAt > now) this.#journal.seen(record);
      else this.#journal.apply(record, { type: "stale" });
    }
    const beats = this.#watch(listensSince);
    const late = records.pages.filter((page) => isLate(page, now));
    const pages = [...new Set([...unaccepted, ...late])].map(
      (page): PageRecord => ({
        ...page,
        isTakenOver: page.isTakenOver || unaccepted.includes(page),
        outcome: late.includes(page) ? "late" : page.outcome,
      }),
    );
    const escalated = due.filter(({ incident }) => (incident.paging?.step ?? -1) >= 0 && hasStepDue(incident, now));
    const counts = { escalated: escalated.length, late: late.length };
    this.changes = { ...this.#journal.changes, alerts, pages, beats, counts };
  }

  /** The incident as it stands now. */
  #find(id: string): IncidentRecord[] {
    const record = this.#known.get(id);
    return record === undefined ? [] : [this.#journal.latest(record)];
  }

  /** Shows alerts that maintenance has let go; answers with those of whom people are told now. */
  #lookUnderCover(record: IncidentRecord): AlertRecord[] {
    const { now } = this.#setting;
    const { incident } = record;
    if (incident.silencedUntil === undefined) return [];
    const hidden = this.#records.untold.filter(({ incidentId }) => incidentId === incident.id);
    const covers = hidden.map((alert) => coverOf(alert, incident, this.#maintenance, now));
    const shown = hidden.filter((_, index) => covers[index] === undefined);
    const moments = covers.filter((until) => until !== undefined);
    const count = (alerts: readonly AlertRecord[], severity: AlertRecord["severity"]) =>
      alerts.filter((alert) => alert.severity === severity).length;
    const members = (severity: AlertRecord["severity"]) =>
      isOfMembers(incident) ? shown.filter((alert) => alert.severity === severity).map(memberOf) : [];
    const abouts = shown.map(({ severity, source, labels, annotations }) => [
      severity,
      { source, labels, annotations },
    ]);
    this.#journal.apply(
      { ...record, about: { ...record.about, ...Object.fromEntries(abouts) } },
      {
        type: "uncovered",
        shown: { page: count(shown, "page"), ticket: count(shown, "ticket") },
        absences: count(
          shown.filter(({ labels }) => isAbsence(labels)),
          "page",
        ),
        joined: { page: members("page"), ticket: members("ticket") },
        hidden: {
          page: count(hidden, "page") - count(shown, "page"),
          ticket: count(hidden, "ticket") - count(shown, "ticket"),
        },
        silencedUntil: moments.length === 0 ? undefined : Math.min(...moments),
      },
    );
    return shown.map((alert) => ({ ...alert, isTold: true }));
  }

  #takeOver(page: PageRecord): void {
    const why = `Its channel has not accepted the page within ${FALLBACK_AFTER_MS / 1_000} s.`;
    const { run } = readDedupKey(page.dedupKey);
    for (const record of this.#find(page.incidentId)) {
      // Its alerts ended and came again: the newer run tells of them, and is taken over itself.
      const { state, paging } = record.incident;
      if (state !== "resolved" && paging !== undefined && paging.number > run) continue;
      fallBack(this.#journal, record, page, surroundingsOf(record, this.#setting).fallback, why);
    }
  }

  /** Looks who was silent for too long; answers with signs of life that lie ahead: a clock was put back, and makes no silence longer. */
  #watch(listensSince: number): ReadonlyMap<string, number> {
    const { now, routing } = this.#setting;
    const { deadMansSwitch } = routing;
    const ahead = new Map<string, number>();
    if (deadMansSwitch === undefined) return ahead;
    for (const [name, lastBeat] of this.#records.beats) {
      if (lastBeat > now + CLOCKS_AGREE_WITHIN_MS) ahead.set(name, now);
      const open = this.#records.incidents.find(
        ({ incident }) => incident.key === keyOfBeat(name) && incident.state !== "resolved",
      );
      const latest = open && this.#journal.latest(open);
      watchHeartbeat(this.#journal, latest, deadMansSwitch, { ...this.#setting, name, lastBeat, listensSince });
    }
    return ahead;
  }
}

function hasStepDue(incident: IncidentRecord["incident"], now: number): boolean {
  const step = waitsOf(incident).get("step");
  return step !== undefined && isOver({ since: step.since, until: step.at }, now);
}

function memberOf(alert: AlertRecord): Member {
  return { id: alert.fingerprint, name: memberName(alert) };
}
