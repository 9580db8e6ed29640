import { keyOfBeat } from "../../alerts/incidents/dead-mans-switch.ts";
import { hidesMore, nextOf, readDedupKey } from "../../alerts/incidents/incident.ts";
import { isLate, isUnaccepted } from "../../alerts/incidents/pages.ts";
import {
  type AlertRecord,
  type EntryRecord,
  type IncidentRecord,
  type MessageRecord,
  type PageRecord,
  serviceOf,
  worstAbout,
} from "../../alerts/incidents/records.ts";
import { planOf } from "../../alerts/incidents/router-core.ts";
import type { Changes, DueNeeds, Needs, Records, RouterEvent, Setting } from "../../alerts/incidents/router-event.ts";
import { supersededBy } from "../../alerts/incidents/superseded.ts";
import { CLOCKS_AGREE_WITHIN_MS, isOver } from "../../foundation/storage/wait.ts";

/** A message in the outbox. */
export interface KeptMessage extends MessageRecord {
  state: "waiting" | "sent" | "superseded" | "dead_letter";
  attempts: number;
  /** Somebody is sending it now. */
  isUnderWay: boolean;
}

/** The router without a database: the core, and its records in maps. A world of days is played through in milliseconds. */
export class KeptInMaps {
  readonly alerts = new Map<string, AlertRecord>();
  readonly incidents = new Map<string, IncidentRecord>();
  readonly pages = new Map<string, PageRecord>();
  readonly messages: KeptMessage[] = [];
  readonly entries: EntryRecord[] = [];
  readonly #webhookEvents = new Set<string>();
  readonly #links = new Map<string, Set<string>>();
  readonly #beats: Map<string, number>;

  constructor(beats: ReadonlyMap<string, number> = new Map()) {
    this.#beats = new Map(beats);
  }

  /** What storage/ledger.ts does in a transaction. */
  take(event: RouterEvent, setting: Setting): Changes {
    const { needs, follow } = planOf(event, setting);
    const changes = follow(this.#load(needs));
    this.#save(changes);
    return changes;
  }

  /** What may go out now: of each key and place the first that waits. */
  sendable(): KeptMessage[] {
    const first = new Map<string, KeptMessage>();
    for (const one of this.messages) {
      const line = `${one.message.dedupKey} ${one.place}`;
      const before = first.get(line);
      if (one.state === "waiting" && (before === undefined || one.seq < before.seq)) first.set(line, one);
    }
    return [...first.values()];
  }

  /** An attempt to deliver a message begins. */
  claim(kept: KeptMessage): void {
    kept.attempts++;
    kept.isUnderWay = true;
  }

  /** Whoever sent messages is gone; what is under way may have arrived. */
  takeLeasesOfTheDead(): void {
    for (const kept of this.messages) kept.isUnderWay = false;
  }

  /** An attempt to deliver a message has ended; without another one to come it is a dead letter. */
  attempted(kept: KeptMessage, state: "sent" | "waiting" | "dead_letter", detail: string, setting: Setting): Changes {
    if (!kept.isUnderWay) kept.attempts++;
    kept.isUnderWay = false;
    if (kept.state === "waiting") kept.state = state;
    return this.take({ type: "attempt", message: kept.message, state, detail }, setting);
  }

  /** When something happens by itself next: the moment of the next tick that is worth it. */
  get nextDue(): number | undefined {
    const moments = Array.from(this.incidents.values(), ({ incident }) => nextOf(incident)?.at).filter(
      (at) => at !== undefined,
    );
    return moments.length === 0 ? undefined : Math.min(...moments);
  }

  #load({ alerts: asked, keys, services = [], incidentIds = [], dedupKeys = [], pagerDuty, due }: Needs): Records {
    const alerts = new Map<string, AlertRecord>();
    for (const fingerprint of asked?.fingerprints ?? []) {
      const alert = this.alerts.get(`${asked?.source} ${fingerprint}`);
      if (alert !== undefined) alerts.set(fingerprint, alert);
    }
    const all = [...this.incidents.values()];
    const come = due === undefined ? { due: [], silent: [], pages: [] } : this.#due(due);
    const linked = [...(this.#links.get(pagerDuty?.place ?? "") ?? [])];
    const watched = due === undefined ? [] : Array.from(this.#beats.keys(), keyOfBeat);
    const ids = new Set([
      ...incidentIds,
      ...linked.map((key) => readDedupKey(key).incidentId),
      ...Array.from(alerts.values(), ({ incidentId }) => incidentId),
      ...come.pages.map(({ incidentId }) => incidentId),
      ...come.due,
      ...come.silent,
    ]);
    const isAsked = (record: IncidentRecord): boolean => {
      const { id, key, state, resolved } = record.incident;
      const isOpen = state !== "resolved";
      const isRecent = isOpen || (keys !== undefined && resolved !== undefined && resolved.at > keys.endedSince);
      const service = serviceOf(record);
      return (
        ids.has(id) ||
        (isRecent && keys?.of.includes(key) === true) ||
        (isOpen && ((service !== "" && services.includes(service)) || watched.includes(key)))
      );
    };
    return {
      alerts,
      incidents: all.filter(isAsked),
      pages: [...dedupKeys.flatMap((key) => this.pages.get(key) ?? []), ...come.pages],
      isWebhookKnown: pagerDuty !== undefined && this.#webhookEvents.has(pagerDuty.eventId),
      linkedKeys: linked,
      due: come.due,
      silent: come.silent,
      untold: [...this.alerts.values()].filter(
        ({ status, isTold, incidentId }) => status === "firing" && !isTold && come.due.includes(incidentId ?? ""),
      ),
      beats: due === undefined ? new Map() : new Map([...this.#beats].sort(([a], [b]) => (a < b ? -1 : 1))),
    };
  }

  #due({ now, silentBefore, allHidden, limit }: DueNeeds) {
    const all = [...this.incidents.values()];
    const open = all.filter(({ incident }) => incident.state !== "resolved");
    const isDue = ({ incident }: IncidentRecord): boolean => {
      const next = nextOf(incident);
      return next !== undefined && isOver({ since: next.since, until: next.at }, now);
    };
    const at = ({ incident }: IncidentRecord) => nextOf(incident)?.at ?? 0;
    const due = all.filter(isDue).sort((a, b) => at(a) - at(b) || byId(a, b));
    const hidden = allHidden ? all.filter(({ incident }) => hidesMore(incident)).sort(byId) : [];
    const isSilent = (record: IncidentRecord): boolean => {
      const { staleSince, lastSeenAt } = record.incident;
      const isAhead = lastSeenAt > now + CLOCKS_AGREE_WITHIN_MS;
      return staleSince === undefined && (lastSeenAt < silentBefore[worstAbout(record).source] || isAhead);
    };
    const silent = open.filter(isSilent).sort((a, b) => a.incident.lastSeenAt - b.incident.lastSeenAt || byId(a, b));
    const idOf = ({ incident }: IncidentRecord) => incident.id;
    return {
      due: [...new Set([...due.slice(0, limit), ...hidden].map(idOf))],
      silent: silent.slice(0, limit).map(idOf),
      pages: [...this.pages.values()]
        .filter((page) => isUnaccepted(page, now) || isLate(page, now))
        .sort((a, b) => a.createdAt - b.createdAt || (a.dedupKey < b.dedupKey ? -1 : 1))
        .slice(0, limit),
    };
  }

  #save(changes: Changes): void {
    const { alerts = [], incidents, entries, messages, newPages, pages = [] } = changes;
    for (const alert of alerts) this.alerts.set(`${alert.source} ${alert.fingerprint}`, alert);
    for (const record of incidents) this.incidents.set(record.incident.id, record);
    this.entries.push(...entries);
    for (const { dedupKey, place } of changes.withdrawnEnds ?? [])
      for (const kept of this.messages)
        if (kept.message.dedupKey === dedupKey && kept.place === place && kept.message.action === "resolve")
          if (kept.state === "waiting" && !kept.isUnderWay) kept.state = "superseded";
    const needless = new Set(messages.filter((one) => one.message.action === "resolve" && this.#supersedes(one)));
    for (const one of messages) if (!needless.has(one)) this.#keep(one);
    for (const page of newPages) if (!this.pages.has(page.dedupKey)) this.pages.set(page.dedupKey, page);
    for (const page of pages) this.pages.set(page.dedupKey, page);
    for (const [name, at] of changes.beats ?? []) this.#beats.set(name, at);
    for (const name of changes.forgottenBeats ?? []) this.#beats.delete(name);
    if (changes.webhookEventId !== undefined) this.#webhookEvents.add(changes.webhookEventId);
    for (const { place, dedupKey } of changes.links ?? [])
      this.#links.set(place, (this.#links.get(place) ?? new Set()).add(dedupKey));
  }

  #keep(one: MessageRecord): void {
    this.messages.push({ ...one, state: "waiting", attempts: 0, isUnderWay: false });
  }

  #supersedes(ending: MessageRecord): boolean {
    const { dedupKey } = ending.message;
    const earlier = this.messages
      .filter((one) => one.message.dedupKey === dedupKey && one.place === ending.place)
      .map((kept) => ({
        ...{ id: kept.message.id, action: kept.message.action, attempts: kept.attempts, kept },
        isWaiting: kept.state === "waiting",
        isUnderWay: kept.isUnderWay,
      }));
    const isAccepted = this.pages.get(dedupKey)?.acceptedAt !== undefined;
    const { dropped, isNeedless } = supersededBy(ending, earlier, isAccepted);
    for (const { kept } of earlier.filter(({ id }) => dropped.some((one) => one.id === id))) kept.state = "superseded";
    return isNeedless;
  }
}

/** In the order of the tables: what is due at one time comes by id. */
function byId(a: IncidentRecord, b: IncidentRecord): number {
  return a.incident.id < b.incident.id ? -1 : 1;
}
