import type { Message } from "../../../alerts/channels/channel.ts";
import type { Level } from "../../../alerts/incidents/flapping.ts";
import { readDedupKey } from "../../../alerts/incidents/incident.ts";
import type { MessageRecord } from "../../../alerts/incidents/records.ts";
import { decideEscalation, maintenanceAt } from "../../../alerts/routing/decide.ts";
import { LABELS } from "../../../slo/model/contract.ts";
import type { Agenda } from "./agenda.ts";
import type { RouterWorld } from "./router-in-world.ts";
import type { Identity } from "./truth.ts";
import type { Word } from "./word.ts";

const HOUR_MS = 3_600_000;

/** What is wrong, as people see it: an SLO, the signals of a service, or an alert. */
export interface Thing {
  readonly name: string;
  readonly alerts: SeenAlert[];
  /** Somebody has to be told of it, since then; undefined while nobody has. */
  wantedSince: number | undefined;
  /** The same, while nobody has been told either. */
  untoldSince: number | undefined;
  lastToldAt: number;
  /** Something has happened for which people may be told anew: it fires, or another thing. */
  cause: "fires" | "other" | undefined;
  /** How bad it was before what happened last. */
  level: Level;
}

/** An alert by the newest true word of it that has arrived. */
export interface SeenAlert {
  readonly identity: Identity;
  readonly thing: Thing;
  fires: boolean;
  /** A person has closed its page while it fires. Unix milliseconds. */
  closedAt: number | undefined;
  trueAt: number;
}

/** Somebody was told: a message that wakes was accepted. */
export interface Telling {
  readonly key: string;
  readonly incidentId: string;
  /** Of a channel, and of a reader of mail. */
  readonly place: string;
  readonly isMail: boolean;
  readonly severity: "page" | "ticket";
  readonly at: number;
  readonly things: ReadonlySet<Thing>;
  isOver: boolean;
}

/** A person has taken what he was told of. */
interface Taking {
  /** Of a page in PagerDuty its keys, and of the console all of an incident. */
  readonly isOf: (telling: Telling) => boolean;
  /** Where it can be let go: PagerDuty's incident; undefined for the console. */
  place: string | undefined;
  readonly at: number;
  isLive: boolean;
}

/** Keeps what really happened, by the world's own knowledge: what was said, who was told, and who took it. */
export class Witness {
  readonly #agenda: Agenda;
  readonly #router: () => RouterWorld;
  readonly #alerts = new Map<string, SeenAlert>();
  readonly things = new Map<string, Thing>();
  readonly tellings: Telling[] = [];
  readonly #takings: Taking[] = [];
  /** Something has happened by which who has to be told may be another one. */
  hasChanged = true;
  readonly #exhausted = new Set<string>();
  readonly #covers = new Map<string, ReadonlySet<Thing>>();

  constructor(agenda: Agenda, router: () => RouterWorld) {
    this.#agenda = agenda;
    this.#router = router;
  }

  /** Time has passed to which something was bound. */
  look(): void {
    this.hasChanged = true;
  }

  /** Words arrive. What is older than what is known changes nothing. */
  heard(words: readonly Word[]): void {
    this.hasChanged = true;
    const { now } = this.#agenda;
    for (const { identity, status, trueAt } of words) {
      const alert = this.#alertOf(identity);
      if (trueAt < alert.trueAt) continue;
      alert.trueAt = trueAt;
      alert.fires = status === "firing";
      // Who closes what goes on firing hears of it again after an hour.
      if (!alert.fires || now - (alert.closedAt ?? now) >= HOUR_MS) alert.closedAt = undefined;
    }
  }

  /** The alerts of an incident, as the router has put them together, that fire by what is known here. */
  firingIn(incidentId: string): SeenAlert[] {
    return this.alertsOf(incidentId).filter(({ fires }) => fires);
  }

  alertsOf(incidentId: string): SeenAlert[] {
    const { alerts } = this.#router().records;
    return Array.from(this.#alerts).flatMap(([key, alert]) =>
      alerts.get(key)?.incidentId === incidentId ? [alert] : [],
    );
  }

  hasAbsence(incidentId: string): boolean {
    return this.alertsOf(incidentId).some(({ identity }) => identity.kind === "absence");
  }

  /** A message was put into the outbox: of what it tells, should it arrive. */
  written({ message }: Pick<MessageRecord, "message">): ReadonlySet<Thing> {
    const told = this.firingIn(message.subject.incidentId).filter(
      ({ identity, thing }) =>
        (!this.#isInMaintenance(identity) || this.#wasTold(thing)) && mayTell(identity, message.destination.channel),
    );
    const things = new Set(told.map(({ thing }) => thing));
    this.#covers.set(message.id, things);
    return things;
  }

  accepted(message: Message, { severity, place }: Pick<MessageRecord, "severity" | "place">): void {
    const { action, dedupKey, destination } = message;
    const { incidentId } = readDedupKey(dedupKey);
    const isMail = destination.kind === "email";
    this.hasChanged = true;
    if (action === "trigger") {
      const things = this.#covers.get(message.id) ?? new Set();
      for (const thing of things) thing.lastToldAt = this.#agenda.now;
      this.tellings.push({
        ...{ key: dedupKey, incidentId, place, isMail, severity },
        at: this.#agenda.now,
        things,
        isOver: false,
      });
    } else if (action === "resolve") {
      // Whoever has mails of an incident reads of its end once.
      for (const one of this.tellings)
        if (one.place === place && (isMail ? one.incidentId === incidentId : one.key === dedupKey)) one.isOver = true;
    } else if (action === "notice" && dedupKey.endsWith("/exhausted")) {
      this.#exhausted.add(dedupKey.slice(0, -"/exhausted".length));
    }
  }

  /** A person takes, at a place of PagerDuty's or in the console, what has these keys. */
  taken(dedupKeys: readonly string[], place: string | undefined): void {
    this.hasChanged = true;
    const ids = incidentsOf(dedupKeys);
    const isOf = ({ key, incidentId }: Telling) =>
      place === undefined ? ids.has(incidentId) : dedupKeys.includes(key);
    for (const thing of this.#toldWith(dedupKeys)) {
      const timeout = this.#ackTimeoutOf(thing);
      if (timeout !== undefined) this.#agenda.in(timeout, () => this.look());
    }
    this.#takings.push({ isOf, place, at: this.#agenda.now, isLive: true });
  }

  /** Nobody has it any more. */
  letGo(place: string, at: number): void {
    this.hasChanged = true;
    for (const one of this.#takings) if (one.place === place && one.at < at) one.isLive = false;
  }

  /** PagerDuty's incident goes on in another one, and so does what was said of it. */
  merged(place: string, into: string): void {
    this.hasChanged = true;
    for (const one of this.#takings) if (one.place === place) one.place = into;
  }

  /** A person says that it is over, and was heard. */
  closed(dedupKeys: readonly string[]): void {
    this.hasChanged = true;
    const told = new Set(this.#toldWith(dedupKeys));
    for (const id of incidentsOf(dedupKeys))
      for (const alert of this.firingIn(id)) if (told.has(alert.thing)) alert.closedAt = this.#agenda.now;
  }

  /** A person says that it is not over. PagerDuty tells its people by itself. */
  reopened(dedupKeys: readonly string[]): void {
    this.hasChanged = true;
    for (const one of this.tellings)
      if (!one.isMail && dedupKeys.includes(one.key)) {
        one.isOver = false;
        for (const alert of this.alertsOf(one.incidentId)) alert.closedAt = undefined;
      }
  }

  /** What fires and is neither under maintenance nor taken by somebody who was told of it. */
  isWanted(thing: Thing): boolean {
    return this.#openOf(thing).length > 0 && !this.#isTaken(thing) && !this.#isSaidByAPage(thing);
  }

  levelOf({ alerts }: Thing): Level {
    const firing = alerts.filter(({ fires }) => fires);
    if (firing.some(({ identity }) => identity.labels["severity"] === "page")) return 2;
    return firing.length > 0 ? 1 : 0;
  }

  isPage(thing: Thing): boolean {
    return this.#openOf(thing).some(({ identity }) => identity.labels["severity"] === "page");
  }

  /** Whether the incident that it is in has a page that was taken. */
  isOnAPage({ alerts }: Thing): boolean {
    const known = this.#router().records.alerts;
    const ids = new Set(
      alerts.map(({ identity: { source, fingerprint } }) => known.get(`${source} ${fingerprint}`)?.incidentId),
    );
    return this.tellings.some((one) => !one.isOver && one.severity === "page" && ids.has(one.incidentId));
  }

  isTold(thing: Thing): boolean {
    return this.tellings.some((one) => !one.isOver && one.severity === "page" && one.things.has(thing));
  }

  /** All steps of the page that tells of it were taken, and that was said. */
  isExhausted(thing: Thing): boolean {
    return this.tellings.some((one) => !one.isOver && this.#exhausted.has(one.key) && one.things.has(thing));
  }

  /** A window does not stop what was under way before it began. */
  #wasTold(thing: Thing): boolean {
    return this.tellings.some(({ things }) => things.has(thing));
  }

  #toldWith(dedupKeys: readonly string[]): Thing[] {
    const ids = incidentsOf(dedupKeys);
    return this.tellings.flatMap((one) => (!one.isOver && ids.has(one.incidentId) ? [...one.things] : []));
  }

  /** Its alerts of which people are to hear. */
  #openOf({ alerts }: Thing): SeenAlert[] {
    return alerts.filter(
      ({ fires, closedAt, identity }) => fires && closedAt === undefined && !this.#isInMaintenance(identity),
    );
  }

  #ackTimeoutOf({ alerts: [alert] }: Thing): number | undefined {
    return alert && decideEscalation(this.#router().routing, alert.identity.labels).policy.ackTimeout;
  }

  #isTaken(thing: Thing): boolean {
    const { now } = this.#agenda;
    const timeout = this.#ackTimeoutOf(thing);
    return this.#takings.some(
      ({ isLive, at, isOf }) =>
        isLive &&
        now < at + (timeout ?? Number.POSITIVE_INFINITY) &&
        this.tellings.some((one) => !one.isOver && one.at <= at && isOf(one) && one.things.has(thing)),
    );
  }

  /** That a signal is gone says nothing while the page of its service is open. */
  #isSaidByAPage(thing: Thing): boolean {
    if (!thing.name.startsWith("absent ")) return false;
    for (const other of this.things.values()) if (other.name.startsWith("slo ") && this.isPage(other)) return true;
    return false;
  }

  #isInMaintenance({ labels }: Identity): boolean {
    return maintenanceAt(this.#router().routing, this.#agenda.now)(labels) !== undefined;
  }

  #alertOf(identity: Identity): SeenAlert {
    const key = `${identity.source} ${identity.fingerprint}`;
    const known = this.#alerts.get(key);
    if (known !== undefined) return known;
    const thing = this.#thingOf(thingName(identity));
    const alert = { identity, thing, fires: false, closedAt: undefined, trueAt: 0 };
    thing.alerts.push(alert);
    this.#alerts.set(key, alert);
    return alert;
  }

  #thingOf(name: string): Thing {
    const known = this.things.get(name);
    if (known !== undefined) return known;
    const since = { wantedSince: undefined, untoldSince: undefined };
    const thing: Thing = {
      name,
      alerts: [],
      ...since,
      lastToldAt: 0,

      cause: undefined,
      level: 0,
    };
    this.things.set(name, thing);
    return thing;
  }
}

function thingName({ kind, labels, source, fingerprint }: Identity): string {
  const { cluster } = labels;
  if (kind === "slo") return `slo ${labels[LABELS.slo]} ${cluster}`;
  if (kind === "absence") return `absent ${labels[LABELS.service]} ${cluster}`;
  // Google Cloud gives what it opens again another id.
  return kind === "cloud-monitoring" ? `${source} ${JSON.stringify(labels)}` : `${source} ${fingerprint}`;
}

/** The other team hears only of what is meant for it; while its policy is gone, or by an edit, the others do too. */
function mayTell({ labels }: Identity, channel: string): boolean {
  return channel !== "other" || labels["escalation"] === "other";
}

function incidentsOf(dedupKeys: readonly string[]): ReadonlySet<string> {
  return new Set(dedupKeys.map((key) => readDedupKey(key).incidentId));
}
