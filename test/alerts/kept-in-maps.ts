import { isLate, isUnaccepted } from "../../alerts/incidents/pages.ts";
import {
  type AlertRecord,
  type EntryRecord,
  type IncidentRecord,
  type MessageRecord,
  nextOf,
  type PageRecord,
} from "../../alerts/incidents/records.ts";
import { planOf } from "../../alerts/incidents/router-core.ts";
import type { Changes, Needs, Records, RouterEvent, Setting } from "../../alerts/incidents/router-event.ts";
import { supersededBy } from "../../alerts/incidents/superseded.ts";
import { CLOCKS_AGREE_WITHIN_MS, isOver } from "../../foundation/storage/wait.ts";

/** A message in the outbox. */
export interface KeptMessage extends MessageRecord {
  state: "waiting" | "sent" | "superseded" | "dead_letter";
  attempts: number;
}

/** The router without a database: the core, and its records in maps. A world of days is played through in milliseconds. */
export class KeptInMaps {
  readonly alerts = new Map<string, AlertRecord>();
  readonly incidents = new Map<string, IncidentRecord>();
  readonly pages = new Map<string, PageRecord>();
  readonly messages: KeptMessage[] = [];
  readonly entries: EntryRecord[] = [];
  readonly #webhookEvents = new Set<string>();
  #lastBeat: number | undefined;

  constructor(lastBeat?: number) {
    this.#lastBeat = lastBeat;
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

  /** An attempt to deliver a message has ended; without another one to come it is a dead letter. */
  attempted(kept: KeptMessage, state: "sent" | "waiting" | "dead_letter", detail: string, setting: Setting): Changes {
    kept.attempts++;
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

  #load({ alerts: asked, openKeys = [], incidentIds = [], dedupKeys = [], webhookEventId, due }: Needs): Records {
    const alerts = new Map<string, AlertRecord>();
    for (const fingerprint of asked?.fingerprints ?? []) {
      const alert = this.alerts.get(`${asked?.source} ${fingerprint}`);
      if (alert !== undefined) alerts.set(fingerprint, alert);
    }
    const all = [...this.incidents.values()];
    const open = all.filter(({ incident }) => incident.state !== "resolved");
    const waits = open.map((record) => ({ record, next: nextOf(record.incident) }));
    const dueNow =
      due === undefined
        ? []
        : waits
            .filter(({ next }) => next !== undefined && isOver({ since: next.since, until: next.at }, due.now))
            .sort((a, b) => (a.next?.at ?? 0) - (b.next?.at ?? 0))
            .map(({ record }) => record)
            .slice(0, due.limit);
    const silent =
      due === undefined
        ? []
        : open
            .filter(({ incident: { staleSince, lastSeenAt } }) => {
              const isAhead = lastSeenAt > due.now + CLOCKS_AGREE_WITHIN_MS;
              return staleSince === undefined && (lastSeenAt < due.silentBefore || isAhead);
            })
            .sort((a, b) => a.incident.lastSeenAt - b.incident.lastSeenAt)
            .slice(0, due.limit);
    const pages = [
      ...dedupKeys.flatMap((key) => this.pages.get(key) ?? []),
      ...(due === undefined
        ? []
        : [...this.pages.values()]
            .filter((page) => isUnaccepted(page, due.now) || isLate(page, due.now))
            .sort((a, b) => a.createdAt - b.createdAt)
            .slice(0, due.limit)),
    ];
    const ids = new Set([
      ...incidentIds,
      ...Array.from(alerts.values(), ({ incidentId }) => incidentId),
      ...(due === undefined ? [] : pages.map(({ incidentId }) => incidentId)),
      ...dueNow.map(({ incident }) => incident.id),
      ...silent.map(({ incident }) => incident.id),
      ...open.filter(({ incident }) => openKeys.includes(incident.key)).map(({ incident }) => incident.id),
    ]);
    return {
      alerts,
      incidents: all.filter(({ incident }) => ids.has(incident.id)),
      pages,
      isWebhookKnown: webhookEventId !== undefined && this.#webhookEvents.has(webhookEventId),
      due: dueNow.map(({ incident }) => incident.id),
      silent: silent.map(({ incident }) => incident.id),
      lastBeat: due === undefined ? undefined : this.#lastBeat,
    };
  }

  #save({ alerts = [], incidents, entries, messages, newPages, pages = [], beatAt, webhookEventId }: Changes): void {
    for (const alert of alerts) this.alerts.set(`${alert.source} ${alert.fingerprint}`, alert);
    for (const record of incidents) this.incidents.set(record.incident.id, record);
    this.entries.push(...entries);
    const needless = new Set(messages.filter((one) => one.message.action === "resolve" && this.#supersedes(one)));
    for (const one of messages) if (!needless.has(one)) this.messages.push({ ...one, state: "waiting", attempts: 0 });
    for (const page of newPages) if (!this.pages.has(page.dedupKey)) this.pages.set(page.dedupKey, page);
    for (const page of pages) this.pages.set(page.dedupKey, page);
    if (beatAt !== undefined) this.#lastBeat = beatAt;
    if (webhookEventId !== undefined) this.#webhookEvents.add(webhookEventId);
  }

  #supersedes(ending: MessageRecord): boolean {
    const { dedupKey } = ending.message;
    const waiting = this.messages
      .filter((one) => one.state === "waiting" && one.message.dedupKey === dedupKey && one.place === ending.place)
      .map((kept) => ({
        id: kept.message.id,
        action: kept.message.action,
        attempts: kept.attempts,
        isUnderWay: false,
        kept,
      }));
    const isAccepted = this.pages.get(dedupKey)?.acceptedAt !== undefined;
    const { dropped, isNeedless } = supersededBy(ending, waiting, isAccepted);
    for (const { kept } of waiting.filter(({ id }) => dropped.some((one) => one.id === id))) kept.state = "superseded";
    return isNeedless;
  }
}
