import type { Attempt, Message } from "../../../alerts/channels/channel.ts";
import { readDedupKey } from "../../../alerts/incidents/incident.ts";
import type { MessageRecord } from "../../../alerts/incidents/records.ts";
import type { PagerDutyWord } from "../../../alerts/incidents/router-event.ts";
import type { MaintenanceWindow } from "../../../alerts/routing/routing.ts";
import { Agenda } from "./agenda.ts";
import { Alertmanager, type ClusterOptions } from "./alertmanager.ts";
import { courier } from "./courier.ts";
import { Dice } from "./dice.ts";
import { PagerDutyWorld } from "./pagerduty-in-world.ts";
import type { Trouble, WorldPlan } from "./plan.ts";
import { REFUSED_READER, routingOf } from "./policy.ts";
import { Prometheus } from "./prometheus.ts";
import { DAY_MS, Promises } from "./promises.ts";
import { RouterWorld } from "./router-in-world.ts";
import { SingleShot } from "./single-shot.ts";
import { type Spell, spellsOf } from "./truth.ts";
import { Witness } from "./witness.ts";
import type { Post } from "./word.ts";

/** A Saturday. */
const START = Date.parse("2026-11-21T00:00:00Z");

/** What was promised and did not hold, and what happened. */
export interface Played {
  readonly broken: readonly string[];
  readonly story: readonly string[];
}

/** Plays a day of a world through. Its story is written down when that is asked. */
export function playWorld(plan: WorldPlan, isStory = false): Played {
  return new World(plan, isStory).play();
}

class World {
  readonly #plan: WorldPlan;
  readonly #agenda = new Agenda(START);
  readonly #isStory: boolean;
  readonly #router: RouterWorld;
  readonly #pagerDuty: PagerDutyWorld;
  readonly #witness: Witness;
  readonly #promises: Promises;
  readonly #spells: readonly (readonly Spell[])[];
  readonly #alertmanagers: Alertmanager[] = [];
  readonly #replicas: readonly Prometheus[];
  readonly #singleShot: SingleShot;
  readonly #records = new Map<string, MessageRecord>();
  /** What was in PagerDuty's incidents when people last did something to them. */
  readonly #keys = new Map<string, readonly string[]>();
  /** When people did what the router has heard of last. */
  readonly #newest = new Map<string, number>();
  readonly #story: string[] = [];
  #variant = 0;
  #maintenance: readonly MaintenanceWindow[] = [];

  constructor(plan: WorldPlan, isStory: boolean) {
    this.#plan = plan;
    const dice = new Dice(plan.salt);
    this.#isStory = isStory;
    const agenda = this.#agenda;
    this.#witness = new Witness(agenda, () => this.#router);
    this.#promises = new Promises({
      agenda,
      witness: this.#witness,
      router: () => this.#router,
      pagerDuty: () => this.#pagerDuty,
    });
    this.#pagerDuty = new PagerDutyWorld({
      agenda,
      dice,
      plan,
      hear: (word, isOfPerson) => {
        if (!this.#router.isUp) return false;
        if (isOfPerson || (word.what.kind === "deed" && word.what.deed === "unacknowledge")) this.#hear(word);
        this.#router.take({ type: "pagerduty", ...word });
        return true;
      },
      inConsole: (deed, keys) => {
        if (!this.#router.isUp) return;
        this.#tell(() => `Mei ${deed}s ${keys} in the console`);
        if (deed === "acknowledge") this.#witness.taken(keys, undefined);
        else this.#closed(keys);
        for (const incidentId of new Set(keys.map((key) => readDedupKey(key).incidentId)))
          this.#router.take({ type: "deed", incidentId, deed, by: "Mei" });
      },
      news: {
        opened: (_key, message) => this.#promises.opened(this.#recordOf(message)),
        did: (deed, incident, keys) => {
          this.#tell(() => `Mei: ${deed} ${incident.id} (${keys})`);
          // Whoever takes what is empty since a merge takes what it told of.
          const told = keys.length > 0 ? keys : (this.#keys.get(incident.id) ?? []);
          this.#keys.set(incident.id, told);
          if (deed === "acknowledge" || deed === "snooze") this.#witness.taken(told, incident.id);
          if (deed === "reopen") this.#promises.opensAgain(keys);
          if (deed === "merge" && incident.mergedInto !== undefined)
            this.#witness.merged(incident.id, incident.mergedInto);
        },
      },
    });
    this.#router = new RouterWorld({
      agenda,
      dice,
      routing: routingOf(0, []),
      deliver: (message) => this.#deliver(message),
      onMessage: (record) => {
        this.#records.set(record.message.id, record);
        this.#promises.after(agenda.now);
        this.#promises.written(record);
      },
    });
    this.#spells = plan.alerts.map((one, number) => spellsOf(one, number, START));
    const send = courier(agenda, dice, plan.isSlow, (post) => this.#post(post));
    this.#singleShot = new SingleShot(agenda, dice, send);
    const options: ClusterOptions = {
      agenda,
      send,
      members: plan.alertmanagers,
      hasGossip: plan.hasGossip,
      maxAlerts: plan.maxAlerts,
    };
    for (let position = 0; position < plan.alertmanagers; position++)
      this.#alertmanagers.push(new Alertmanager(options, position, () => this.#alertmanagers));
    this.#replicas = Array.from({ length: plan.replicas }, () => new Prometheus(agenda, dice, this.#alertmanagers));
  }

  play(): Played {
    for (const spell of this.#spells.flat())
      for (const watcher of spell.identity.source === "alertmanager" ? this.#replicas : [this.#singleShot])
        watcher.watch(spell);
    for (const trouble of this.#plan.troubles) this.#await(trouble);
    this.#agenda.run(
      START + DAY_MS,
      (now) => this.#promises.before(now),
      (now) => this.#promises.after(now),
    );
    return { broken: this.#promises.broken, story: this.#story };
  }

  #await(trouble: Trouble): void {
    const spells = this.#spells[trouble.alert % this.#spells.length] ?? [];
    const spell = spells[trouble.spell % spells.length];
    if (spell === undefined) return;
    this.#agenda.at(spell.begins + trouble.after * 1_000, () => this.#befall(trouble.what, spell));
  }

  #befall(what: Trouble["what"], spell: Spell): void {
    const agenda = this.#agenda;
    this.#tell(() => JSON.stringify(what));
    switch (what.kind) {
      case "alertmanager restarts": {
        const alertmanager = this.#alertmanagers[what.which % this.#alertmanagers.length];
        if (alertmanager?.isUp !== true) return;
        alertmanager.stop(what.hasLog);
        agenda.in(what.away * 1_000, () => {
          alertmanager.start();
          for (const replica of this.#replicas) replica.tellAnew(alertmanager);
        });
        break;
      }
      case "router restarts": {
        agenda.in(what.away * 1_000, () => this.#promises.isBack(agenda.now));
        this.#router.restart(what.away * 1_000);
        break;
      }
      case "pagerduty is away": {
        this.#pagerDuty.awayUntil = Math.max(this.#pagerDuty.awayUntil, agenda.now + what.lasts * 1_000);
        break;
      }
      case "policy is edited":
        this.#variant = what.variant;
        this.#edit();
        break;
      case "maintenance": {
        const instance = spell.identity.labels["instance"];
        const window: MaintenanceWindow = {
          match: `{instance="${instance}"}`,
          matches: (labels) => labels["instance"] === instance,
          from: agenda.now,
          until: agenda.now + what.lasts * 1_000,
          reason: "test",
        };
        this.#maintenance = [...this.#maintenance, window];
        this.#edit();
        // Looked at by the witness.
        agenda.at(window.until, () => this.#witness.look());
        if (what.takenBackAfter === undefined) break;
        agenda.in(what.takenBackAfter * 1_000, () => {
          this.#maintenance = this.#maintenance.filter((one) => one !== window);
          this.#edit();
        });
        break;
      }
    }
  }

  #edit(): void {
    this.#promises.edited();
    this.#router.edit(routingOf(this.#variant, this.#maintenance));
  }

  /** What a person did counts from when the router hears of it; what he has done since is newer. */
  #hear({ what, by, dedupKeys, place = "", at = 0 }: PagerDutyWord): void {
    if (what.kind !== "deed" || at < (this.#newest.get(place) ?? 0)) return;
    this.#newest.set(place, at);
    const keys = [...new Set([...dedupKeys, ...(this.#keys.get(place) ?? [])])];
    this.#tell(() => `the router hears: ${by} ${what.deed} ${keys}`);
    if (what.deed === "unacknowledge" || what.deed === "reopen") this.#witness.letGo(place, at);
    if (what.deed === "resolve") this.#closed(keys);
    if (what.deed === "reopen") this.#promises.reopened(keys);
  }

  #closed(keys: readonly string[]): void {
    this.#witness.closed(keys);
    this.#promises.closed(keys);
  }

  #post(post: Post): boolean {
    if (!this.#router.isUp) return false;
    for (const { identity, status } of post.words)
      this.#tell(() => `${post.source}: ${JSON.stringify(identity.labels)} ${status}`);
    this.#witness.heard(post.words);
    return this.#router.post(post);
  }

  #deliver(message: Message): Attempt {
    const record = this.#recordOf(message);
    const attempt = message.destination.kind === "email" ? this.#mail(message) : this.#pagerDuty.deliver(message);
    this.#tell(
      () =>
        `${message.action} ${message.dedupKey} at ${message.destination.channel}: ${attempt.outcome} (${message.reason})`,
    );
    if (attempt.outcome === "accepted") this.#promises.accepted(record);
    return attempt;
  }

  #mail({ destination }: Message): Attempt {
    const isRefused = this.#plan.mailRefuses && destination.kind === "email" && destination.to.includes(REFUSED_READER);
    return isRefused ? { outcome: "rejected", detail: "550" } : { outcome: "accepted", detail: "250" };
  }

  #recordOf(message: Message): MessageRecord {
    const record = this.#records.get(message.id);
    if (record === undefined) throw new Error(`${message.id} was never written`);
    return record;
  }

  #tell(what: () => string): void {
    if (this.#isStory) this.#story.push(`${new Date(this.#agenda.now).toISOString().slice(11, 23)} ${what()}`);
  }
}
