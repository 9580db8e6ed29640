import type { Attempt, Message } from "../../../alerts/channels/channel.ts";
import type { MessageRecord, PageRecord } from "../../../alerts/incidents/records.ts";
import type { Changes, RouterEvent, Setting } from "../../../alerts/incidents/router-event.ts";
import { readAlertmanager } from "../../../alerts/ingest/alertmanager.ts";
import { readCloudMonitoring } from "../../../alerts/ingest/cloud-monitoring.ts";
import { readGrafana } from "../../../alerts/ingest/grafana.ts";
import { retryAt } from "../../../alerts/outbox/backoff.ts";
import type { Routing } from "../../../alerts/routing/routing.ts";
import { KeptInMaps, type KeptMessage } from "../kept-in-maps.ts";
import type { Agenda } from "./agenda.ts";
import type { Dice } from "./dice.ts";
import { ENVIRONMENT } from "./policy.ts";
import type { Post } from "./word.ts";

const READERS = { alertmanager: readAlertmanager, grafana: readGrafana, "cloud-monitoring": readCloudMonitoring };
/** As alerts/clock/clock.ts ticks. */
const TICK_MS = 500;
/** Looks whether anything was not heard of for long; a production router looks at every tick. */
const LOOK_MS = 900_000;

export interface RouterWorldOptions {
  readonly agenda: Agenda;
  readonly dice: Dice;
  readonly routing: Routing;
  /** Tries to deliver a message. */
  readonly deliver: (message: Message) => Attempt;
  /** Told of every message that is put into the outbox. */
  readonly onMessage: (record: MessageRecord) => void;
}

/** The router in a world: the production core over maps, its outbox and its clock. It can be stopped at any moment. */
export class RouterWorld {
  readonly records = new KeptInMaps();
  readonly #options: RouterWorldOptions;
  readonly #notBefore = new Map<KeptMessage, number>();
  routing: Routing;
  #policyOfLastTick: Routing | undefined;
  #listensSince: number;
  #life = 0;
  /** Moments of ticks to come. */
  readonly #ticks = new Set<number>();
  #ids = 0;
  isUp = true;

  constructor(options: RouterWorldOptions) {
    this.#options = options;
    this.routing = options.routing;
    this.#listensSince = options.agenda.now;
    this.#look();
  }

  /** A body that is posted; false when nobody answers. */
  post({ source, body }: Post): boolean {
    if (!this.isUp) return false;
    const { notification } = READERS[source](body, this.#options.agenda.now);
    this.take({ type: "notification", notification });
    return true;
  }

  take(event: RouterEvent): void {
    this.#follow(this.records.take(event, this.#setting));
  }

  /** It is killed: what is under way may have arrived, and is attempted again. */
  restart(awayMs: number): void {
    if (!this.isUp) return;
    this.isUp = false;
    this.#life++;
    this.#ticks.clear();
    this.records.takeLeasesOfTheDead();
    this.#options.agenda.in(awayMs, () => {
      this.isUp = true;
      this.#listensSince = this.#options.agenda.now;
      this.#policyOfLastTick = undefined;
      this.#tick();
      this.#watch(this.records.pages.values());
    });
  }

  edit(routing: Routing): void {
    this.routing = routing;
    if (this.isUp) this.#tickAt(this.#options.agenda.now);
  }

  get #setting(): Setting {
    return {
      now: this.#options.agenda.now,
      routing: this.routing,
      environment: ENVIRONMENT,
      links: { consoleUrl: "https://console.example", firstSteps: () => undefined },
      newId: () => `n${this.#ids++}`,
    };
  }

  #follow(changes: Changes): void {
    for (const record of changes.messages) this.#options.onMessage(record);
    this.#watch(changes.newPages);
    this.#send();
    const due = this.records.nextDue;
    if (due !== undefined) this.#tickAt(due);
  }

  /** Mail takes over what nobody accepts. */
  #watch(pages: Iterable<PageRecord>): void {
    for (const { createdAt, acceptedAt } of pages)
      if (acceptedAt === undefined) for (const ms of [40_000, 60_000]) this.#tickAt(createdAt + ms);
  }

  #tickAt(moment: number): void {
    const { agenda } = this.#options;
    const at = Math.max(agenda.now, Math.ceil(moment / TICK_MS) * TICK_MS);
    if (this.#ticks.has(at)) return;
    this.#ticks.add(at);
    const life = this.#life;
    agenda.at(at, () => {
      if (this.#life === life && this.#ticks.delete(at)) this.#tick();
    });
  }

  #tick(): void {
    const isPolicyNew = this.routing !== this.#policyOfLastTick;
    this.#policyOfLastTick = this.routing;
    this.take({ type: "tick", listensSince: this.#listensSince, isPolicyNew });
  }

  #look(): void {
    if (this.isUp) this.#tick();
    this.#options.agenda.in(LOOK_MS, () => this.#look());
  }

  #send(): void {
    const { agenda, dice } = this.#options;
    for (const kept of this.records.sendable()) {
      if (kept.isUnderWay || (this.#notBefore.get(kept) ?? 0) > agenda.now) continue;
      this.records.claim(kept);
      const life = this.#life;
      agenda.in(dice.between(50, 900), () => {
        const attempt = this.#options.deliver(kept.message);
        agenda.in(dice.between(10, 400), () => this.#life === life && this.#attempted(kept, attempt));
      });
    }
  }

  #attempted(kept: KeptMessage, attempt: Attempt): void {
    const { agenda, dice } = this.#options;
    const { severity, message, attempts } = kept;
    const times = { number: attempts, severity, createdAt: message.createdAt, now: agenda.now };
    const again = retryAt(attempt, { ...times, random: () => dice.next() });
    const state = attempt.outcome === "accepted" ? "sent" : again === undefined ? "dead_letter" : "waiting";
    if (again !== undefined) {
      this.#notBefore.set(kept, again);
      agenda.at(again, () => this.isUp && this.#send());
    }
    this.#follow(this.records.attempted(kept, state, attempt.detail, this.#setting));
  }
}
