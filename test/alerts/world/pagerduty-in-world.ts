import type { Attempt, Message } from "../../../alerts/channels/channel.ts";
import { pagerDutyEvent } from "../../../alerts/channels/pagerduty-event.ts";
import type { PagerDutyWord } from "../../../alerts/incidents/router-event.ts";
import { readWebhookEvent } from "../../../alerts/pagerduty-webhook/event.ts";
import { incidentOf, type OutboundEvent } from "../../../alerts/sandbox/outbound-event.ts";
import { type Deed, PagerDutyAccount } from "../../../alerts/sandbox/pagerduty-account.ts";
import type { PagerDutyIncident } from "../../../alerts/sandbox/pagerduty-incident.ts";
import type { Agenda } from "./agenda.ts";
import type { Dice } from "./dice.ts";
import type { Reaction, WorldDeed, WorldPlan } from "./plan.ts";

/** What the world sees of PagerDuty. */
export interface PagerDutyNews {
  /** An incident was opened for a key: somebody is woken. */
  readonly opened: (dedupKey: string, message: Message) => void;
  /** A person did something to an incident. */
  readonly did: (deed: Deed["what"], incident: PagerDutyIncident, dedupKeys: readonly string[]) => void;
}

export interface PagerDutyWorldOptions {
  readonly agenda: Agenda;
  readonly dice: Dice;
  readonly plan: Pick<WorldPlan, "people" | "pagerDuty" | "isSlow">;
  /** Posts a webhook to the router; false when nobody answers. */
  readonly hear: (word: PagerDutyWord, isOfPerson: boolean) => boolean;
  /** What somebody does in the router's console. */
  readonly inConsole: (deed: "acknowledge" | "resolve", dedupKeys: readonly string[]) => void;
  readonly news: PagerDutyNews;
}

const AGAIN_MS = 20_000;
/** Webhooks of one incident come in order; how late the slow ones are. */
const LATEST_MS = 120_000;

/** PagerDuty, by the rules of the sandbox, and the people whom it wakes. */
export class PagerDutyWorld {
  readonly account: PagerDutyAccount;
  readonly #options: PagerDutyWorldOptions;
  #reactions = 0;
  #ids = 0;
  awayUntil = 0;

  constructor(options: PagerDutyWorldOptions) {
    this.#options = options;
    const { acknowledgementTimeoutS, autoResolveTimeoutS, leavesOutKeys, reopensAlerts } = options.plan.pagerDuty;
    this.account = new PagerDutyAccount(() => `${this.#ids++}`, {
      acknowledgementTimeoutMs: acknowledgementTimeoutS * 1_000,
      autoResolveTimeoutMs: autoResolveTimeoutS * 1_000,
      leavesOutKeys,
      reopensAlerts,
    });
  }

  deliver(message: Message): Attempt {
    const { now } = this.#options.agenda;
    if (message.destination.kind !== "pagerduty") throw new Error("not for PagerDuty");
    if (now < this.awayUntil) return { outcome: "retry", detail: "503" };
    const event = pagerDutyEvent(message, message.destination.routingKey);
    if (event === undefined) throw new Error("a notice is none of PagerDuty's");
    const before = this.account.all.length;
    this.#tell(this.account.take(event, now));
    const opened = this.account.all[before];
    if (opened !== undefined) {
      this.#options.news.opened(message.dedupKey, message);
      this.#wake(opened);
    }
    this.#watch();
    return { outcome: "accepted", detail: "" };
  }

  #wake(incident: PagerDutyIncident): void {
    const { people } = this.#options.plan;
    const reaction = people[this.#reactions++] ?? [];
    this.#react(incident.id, reaction, 0);
  }

  #react(id: string, reaction: Reaction, index: number): void {
    const next = reaction[index];
    if (next === undefined) return;
    this.#options.agenda.in(next.after * 1_000, () => {
      this.#do(id, next.deed);
      this.#react(id, reaction, index + 1);
    });
  }

  #do(id: string, deed: WorldDeed): void {
    const incident = this.account.find(id);
    if (incident === undefined) return;
    const keys = incident.alerts.map(({ dedupKey }) => dedupKey);
    if (deed === "acknowledge in the console") this.#options.inConsole("acknowledge", keys);
    else if (deed === "resolve in the console") this.#options.inConsole("resolve", keys);
    else {
      const into = this.account.all.findLast((one) => one.id !== id && one.status !== "resolved");
      this.#act(incident, deedOf(deed, into?.id ?? ""));
    }
  }

  #act(incident: PagerDutyIncident, deed: Deed): void {
    const { agenda, news } = this.#options;
    // A merge takes them away.
    const keys = incident.alerts.map(({ dedupKey }) => dedupKey);
    const said = this.account.act(incident.id, deed, "Mei", agenda.now);
    if (said.length === 0) return;
    news.did(deed.what, incident, keys);
    this.#tell(said);
    if (deed.what === "reopen" || deed.what === "reassign" || deed.what === "unacknowledge") this.#wake(incident);
    this.#watch();
  }

  /** What runs out by itself. */
  #watch(): void {
    const { agenda } = this.#options;
    const { now } = agenda;
    for (const incident of this.account.all) {
      if (incident.status === "resolved") continue;
      const until = Math.min(incident.openUntil, incident.acknowledgedUntil ?? Number.POSITIVE_INFINITY);
      if (!Number.isFinite(until) || until <= now) continue;
      agenda.at(until, () => this.#runOut());
    }
  }

  #runOut(): void {
    const { agenda } = this.#options;
    const taken = this.account.all.filter(({ status }) => status === "acknowledged");
    const said = this.account.advance(agenda.now);
    if (said.length === 0) return;
    this.#tell(said);
    for (const incident of taken.filter(({ status }) => status === "triggered")) this.#wake(incident);
    this.#watch();
  }

  #tell(events: readonly OutboundEvent[]): void {
    const { dice, plan } = this.#options;
    for (const event of events) {
      const latency = () => (plan.isSlow ? dice.between(100, LATEST_MS) : dice.between(100, 2_000));
      this.#post(event, latency());
      if (dice.isOneIn(5)) this.#post(event, latency());
    }
  }

  #post(event: OutboundEvent, latency: number): void {
    this.#options.agenda.in(latency, () => {
      const isOfPerson = event.agent?.type === "user_reference";
      if (!this.#options.hear(this.#wordOf(event), isOfPerson)) this.#post(event, AGAIN_MS);
    });
  }

  /** As alerts/http/pagerduty-routes.ts reads it; keys that are left out are asked of the REST API. */
  #wordOf(event: OutboundEvent): PagerDutyWord {
    const read = readWebhookEvent(new TextEncoder().encode(JSON.stringify({ event })));
    if (read === undefined) throw new Error(`${event.event_type} is not read`);
    const { id: eventId, incidentKey, ...rest } = read;
    const asked = this.account.find(incidentOf(event))?.alerts.map(({ dedupKey }) => dedupKey) ?? [];
    return { eventId, dedupKeys: incidentKey === undefined ? asked : [incidentKey], ...rest };
  }
}

function deedOf(what: Exclude<WorldDeed, `${string} in the console`>, into: string): Deed {
  switch (what) {
    case "merge":
      return { what, into };
    case "reassign":
      return { what, to: "Jun" };
    case "snooze":
      return { what, minutes: 60 };
    case "annotate":
      return { what, text: "it is the disk" };
    default:
      return { what };
  }
}
