import { FLAPS_WITHIN_MS } from "../../../alerts/incidents/flapping.ts";
import { countOf, readDedupKey } from "../../../alerts/incidents/incident.ts";
import type { MessageRecord } from "../../../alerts/incidents/records.ts";
import type { PagerDutyIncident } from "../../../alerts/sandbox/pagerduty-incident.ts";
import type { Severity } from "../../../slo/model/burn-policy.ts";
import type { Agenda } from "./agenda.ts";
import type { PagerDutyWorld } from "./pagerduty-in-world.ts";
import { LONGEST_STEP_MS } from "./policy.ts";
import type { RouterWorld } from "./router-in-world.ts";
import type { Thing, Witness } from "./witness.ts";

const MINUTE_MS = 60_000;
/** Who joins is told within a minute, a page that is not accepted is a mail after 40 s; and what that takes. */
const TOLD_WITHIN_MS = 110_000;
/** A minute, and the time that a message takes. */
const CLOSED_WITHIN_MS = 75_000;

/** The longest wait before another attempt (alerts/outbox/backoff.ts). */
const BACKOFF_MS = 300_000;
/** What people did in PagerDuty is heard within this. */
const WEBHOOK_WITHIN_MS = 180_000;

interface Run {
  readonly key: string;
  readonly severity: Severity;
}

/** What is known here of an incident of the router's. */
interface Course {
  run: Run | undefined;
  /** What the run that is on has told of. */
  readonly told: Set<Thing>;
  /** Pages that only said that it fires again. */
  readonly again: Record<Severity, number>;
  /** Any of its alerts, and any at page severity. */
  all: Level;
  page: Level;
}

/** Whether something fires. */
interface Level {
  /** Nothing does, since then. */
  readonly overSince: number | undefined;
  /** Since when something does, or did last. */
  readonly firesSince: number;
  /** How often it came again soon after its end, and how often of these it had not lasted for long. */
  readonly flaps: number;
  readonly quick: number;
}

function levelAt(now: number, level: Level, fires: boolean): Level {
  const { overSince, firesSince, flaps, quick } = level;
  if (!fires) return { ...level, overSince: overSince ?? now };
  if (overSince === undefined) return level;
  // The end of a hold comes with a tick.
  const isFlap = now - overSince < FLAPS_WITHIN_MS + 2_000;
  const wasShort = overSince - firesSince < FLAPS_WITHIN_MS;
  return {
    overSince: undefined,
    firesSince: now,
    flaps: isFlap ? flaps + 1 : 0,
    quick: now - overSince >= FLAPS_WITHIN_MS ? 0 : wasShort ? quick + 1 : 1,
  };
}

export interface PromisesOptions {
  readonly agenda: Agenda;
  readonly witness: Witness;
  readonly router: () => RouterWorld;
  readonly pagerDuty: () => PagerDutyWorld;
}

/** Holds what the router has promised against what happens, at every moment something happens. */
export class Promises {
  readonly #options: PromisesOptions;
  readonly #courses = new Map<string, Course>();
  /** What was opened in PagerDuty, and whether we have ended it. */
  readonly #opened = new Map<string, { readonly messageId: string; isEnded: boolean }>();
  /** Pages that people have opened again, and those of them that were over: these are theirs to close. */
  readonly #reopenedAt = new Map<string, number>();
  readonly #ownedByPeople = new Set<string>();
  readonly #mails = new Map<string, Set<string>>();
  readonly broken: string[] = [];
  /** No promise counts from before then: the router was away. */
  #since = 0;

  constructor(options: PromisesOptions) {
    this.#options = options;
  }

  /** Looks whether the time of something has passed, before the next thing happens; false when a promise is broken. */
  before(now: number): boolean {
    const { witness, router, pagerDuty } = this.#options;
    if (!router().isUp) return true;
    const { awayUntil } = pagerDuty();
    const isBackAt = Math.max(this.#since, awayUntil === 0 ? 0 : awayUntil + BACKOFF_MS);
    for (const thing of witness.things.values()) {
      const { untoldSince, wantedSince } = thing;
      // A page that PagerDuty does not take is a mail; who joins one that it took is told there.
      const isTellable = untoldSince !== undefined && witness.isOnAPage(thing) ? isBackAt : this.#since;
      if (untoldSince !== undefined && now > Math.max(untoldSince, isTellable) + TOLD_WITHIN_MS)
        this.#break(now, `${thing.name} fires since ${clock(untoldSince)}, and nobody was told`);
      if (untoldSince !== undefined || wantedSince === undefined || !witness.isPage(thing)) continue;
      const from = Math.max(wantedSince, thing.lastToldAt, isBackAt);
      if (now > from + LONGEST_STEP_MS + TOLD_WITHIN_MS && !witness.isExhausted(thing))
        this.#break(now, `${thing.name} was not told again: nobody has taken it since ${clock(wantedSince)}`);
    }
    for (const [
      id,
      {
        all: { overSince },
      },
    ] of this.#courses)
      if (overSince !== undefined && now > Math.max(overSince, isBackAt) + CLOSED_WITHIN_MS) this.#lookClosed(id, now);
    return this.broken.length === 0;
  }

  /** Looks how things stand after something has happened. */
  after(now: number): void {
    const { witness, router } = this.#options;
    if (!witness.hasChanged) return;
    witness.hasChanged = false;
    for (const thing of witness.things.values()) {
      const isWanted = witness.isWanted(thing);
      const level = witness.levelOf(thing);
      // What fires anew may be told anew, also while somebody still has what it was before.
      if (level > thing.level) thing.cause ??= "fires";
      else if (isWanted && thing.wantedSince === undefined) thing.cause = "other";
      thing.level = level;
      if (!isWanted) {
        thing.wantedSince = undefined;
        thing.untoldSince = undefined;
        continue;
      }
      thing.wantedSince ??= now;
      if (witness.isPage(thing) && !witness.isTold(thing)) thing.untoldSince ??= now;
      else thing.untoldSince = undefined;
    }
    for (const id of router().records.incidents.keys()) {
      const course = this.#courseOf(id);
      const alerts = witness.firingIn(id);
      course.all = levelAt(now, course.all, alerts.length > 0);
      course.page = levelAt(
        now,
        course.page,
        alerts.some(({ identity }) => identity.labels["severity"] === "page"),
      );
    }
  }

  /** The router was away and is back. */
  isBack(now: number): void {
    this.#since = now;
  }

  /** The policy was edited: whatever is open may begin anew by it. */
  edited(): void {
    this.#options.witness.hasChanged = true;
    for (const thing of this.#options.witness.things.values()) thing.cause = "other";
  }

  /** A person has closed it: should it come again, that is told once more. */
  closed(dedupKeys: readonly string[]): void {
    for (const key of dedupKeys) {
      const course = this.#courseOf(readDedupKey(key).incidentId);
      course.again.page = 0;
      course.again.ticket = 0;
    }
  }

  /** A person opens pages again in PagerDuty. */
  opensAgain(dedupKeys: readonly string[]): void {
    for (const key of dedupKeys) this.#reopenedAt.set(key, this.#options.agenda.now);
    // Until the router hears of it.
    for (const key of dedupKeys) this.#ownedByPeople.add(key);
  }

  /** The router hears of it: what is not over is its own again. */
  reopened(dedupKeys: readonly string[]): void {
    for (const key of dedupKeys)
      if (this.#isOver(key)) this.#ownedByPeople.add(key);
      else this.#ownedByPeople.delete(key);
    this.#options.witness.reopened(dedupKeys.filter((key) => !this.#isOver(key)));
  }

  #isOver(key: string): boolean {
    const { witness, router } = this.#options;
    const { incidentId, run } = readDedupKey(key);
    const incident = router().records.incidents.get(incidentId)?.incident;
    const isNobodyTold = incident === undefined || countOf(incident.firing) === 0;
    return incident?.paging?.number !== run || isNobodyTold || witness.firingIn(incidentId).length === 0;
  }

  written(record: MessageRecord): void {
    const { message, severity } = record;
    const things = this.#options.witness.written(record);
    if (message.action !== "trigger") return;
    const { incidentId } = readDedupKey(message.dedupKey);
    const course = this.#courseOf(incidentId);
    const last = course.run;
    if (last?.key !== message.dedupKey) {
      course.run = { key: message.dedupKey, severity };
      // What becomes worse or better is told, and a ticket that nobody takes becomes a page.
      const isRise = severity === "page" && ![...things].some((thing) => this.#options.witness.isPage(thing));
      if (last !== undefined && last.severity === severity && !isRise) this.#lookWhy(course, things, record);
      for (const thing of things) thing.cause = undefined;
      course.told.clear();
    }
    for (const thing of things) course.told.add(thing);
  }

  accepted(record: MessageRecord): void {
    const { message, place } = record;
    this.#options.witness.accepted(message, record);
    const { action, dedupKey, destination, reason, id } = message;
    if (destination.kind === "email") {
      if (action === "notice") return;
      // What is told to go on may end again.
      if (action === "trigger") this.#mails.delete(`${place} ${dedupKey} resolve`);
      const said = `${place} ${dedupKey} ${action}${action === "trigger" ? ` ${reason}` : ""}`;
      const ids = this.#mails.get(said) ?? new Set();
      this.#mails.set(said, ids.add(id));
      // Steps are gone through again, in two rounds at most.
      if (ids.size > (action === "trigger" && reason.startsWith("Step ") ? 2 : 1))
        this.#break(this.#options.agenda.now, `a mail says again: ${said}`);
    } else if (action === "resolve") {
      const opened = this.#opened.get(`${dedupKey} ${place}`);
      if (opened !== undefined) opened.isEnded = true;
    }
  }

  /** An incident was opened in PagerDuty: somebody is woken. */
  opened({ message, place }: Pick<MessageRecord, "message" | "place">): void {
    const { dedupKey, id } = message;
    const at = `${dedupKey} ${place}`;
    const before = this.#opened.get(at);
    // One that was accepted and whose answer was lost comes again.
    if (before?.isEnded === true && before.messageId !== id && !this.#reopenedAt.has(dedupKey))
      this.#break(this.#options.agenda.now, `${at} is open again, and was ended`);
    this.#opened.set(at, { messageId: id, isEnded: false });
  }

  #lookWhy(course: Course, things: ReadonlySet<Thing>, { severity, message }: MessageRecord): void {
    const { dedupKey, reason } = message;
    const { now } = this.#options.agenda;
    const causes = [...things].filter(({ cause }) => cause !== undefined);
    // Signals that are gone may have begun in two incidents, before and after the end of the page that said more.
    if (causes.length === 0 && [...things].some(({ name }) => !name.startsWith("absent ")))
      this.#break(now, `${dedupKey} tells anew of what was told, for no cause: ${reason}`);
    const isOnlyAgain = causes.every((thing) => thing.cause === "fires" && course.told.has(thing));
    if (!isOnlyAgain) return;
    const { quick } = severity === "page" ? course.page : course.all;
    course.again[severity] = quick <= 1 ? 1 : course.again[severity] + 1;
    if (course.again[severity] > 1) this.#break(now, `${dedupKey} tells for the ${quick}. time that it fires again`);
  }

  /** Nothing fires in an incident any more: it is closed, and nothing of it is open at PagerDuty's. */
  #lookClosed(id: string, now: number): void {
    const { router, pagerDuty, witness } = this.#options;
    const course = this.#courseOf(id);
    const overSince = course.all.overSince ?? now;
    // What flaps stays open until it was quiet. Signals that are gone fire on while their service's page ends and comes again.
    const doesFlap = course.all.flaps + course.page.flaps > 0 || witness.hasAbsence(id);
    if (doesFlap && now - overSince <= FLAPS_WITHIN_MS + CLOSED_WITHIN_MS) return;
    const record = router().records.incidents.get(id);
    if (record?.incident.state !== "resolved")
      this.#break(now, `${id} is over since ${clock(overSince)} and not closed`);
    const holds = ({ alerts }: PagerDutyIncident, key: string) => alerts.some(({ dedupKey }) => dedupKey === key);
    // Of two that hold one key, because a person has opened the older one again, our end reaches one.
    const isOfPeople = (one: PagerDutyIncident, key: string) =>
      (this.#reopenedAt.get(key) ?? 0) >= overSince - WEBHOOK_WITHIN_MS ||
      this.#ownedByPeople.has(key) ||
      (this.#reopenedAt.has(key) && pagerDuty().account.all.some((other) => other !== one && holds(other, key)));
    for (const incident of pagerDuty().account.all)
      for (const { dedupKey, isOpen } of incident.alerts)
        if (isOpen && readDedupKey(dedupKey).incidentId === id && !isOfPeople(incident, dedupKey))
          this.#break(now, `${dedupKey} is over since ${clock(overSince)} and open in PagerDuty`);
  }

  #courseOf(id: string): Course {
    const known = this.#courses.get(id);
    if (known !== undefined) return known;
    const level = { overSince: undefined, firesSince: 0, flaps: 0, quick: 0 };
    const course: Course = { run: undefined, told: new Set(), again: { page: 0, ticket: 0 }, all: level, page: level };
    this.#courses.set(id, course);
    return course;
  }

  #break(now: number, what: string): void {
    this.broken.push(`${clock(now)} ${what}`);
  }
}

function clock(at: number): string {
  return new Date(at).toISOString().slice(11, 23);
}

export const DAY_MS = 1_440 * MINUTE_MS;
