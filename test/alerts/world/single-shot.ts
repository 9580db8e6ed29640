import type { Agenda } from "./agenda.ts";
import type { Send } from "./courier.ts";
import type { Dice } from "./dice.ts";
import type { Spell } from "./truth.ts";
import type { Post, Word } from "./word.ts";

/** What a source needs to see that something fires. */
const SLOWEST_MS = 60_000;
/** Grafana tries once at each of its group's moments. */
const GRAFANA_AGAIN_MS = 300_000;
/** Google Cloud tries for so long. */
const CLOUD_TRIES_MS = 3_600_000;

/** Grafana and Google Cloud say once that something fires and once that it has ended, and never repeat it. */
export class SingleShot {
  readonly #agenda: Agenda;
  readonly #lag: number;
  readonly #send: Send;

  constructor(agenda: Agenda, dice: Dice, send: Send) {
    this.#agenda = agenda;
    this.#lag = dice.between(1_000, SLOWEST_MS);
    this.#send = send;
  }

  watch(spell: Spell): void {
    const lag = this.#lag;
    if (spell.identity.source === "grafana") this.#grafana(spell, lag);
    else this.#cloud(spell, lag);
  }

  /** What it could not say at one moment it says at the next, as it is then; what nobody has heard of needs no end. */
  #grafana({ identity, begins, ends }: Spell, lag: number): void {
    const [startsAt, endsAt] = [begins + lag, ends + lag];
    const say = (status: Word["status"], then: () => void): void => {
      const word = { identity, status, trueAt: status === "firing" ? this.#agenda.now : endsAt };
      this.#send(grafanaPost(word, startsAt, endsAt), 0, (isTaken) => {
        if (isTaken) then();
        else this.#agenda.in(GRAFANA_AGAIN_MS, () => (status === "firing" ? fire() : say(status, then)));
      });
    };
    const fire = (): void => {
      if (this.#agenda.now >= endsAt) return;
      say("firing", () => this.#agenda.at(endsAt, () => say("resolved", () => {})));
    };
    this.#agenda.at(startsAt, fire);
  }

  #cloud({ identity, begins, ends }: Spell, lag: number): void {
    for (const [at, status] of [
      [begins + lag, "firing"],
      [ends + lag, "resolved"],
    ] as const)
      this.#agenda.at(at, () => {
        const word = { identity, status, trueAt: at };
        this.#send(cloudPost(word, begins, ends), CLOUD_TRIES_MS, () => {});
      });
  }
}

function grafanaPost({ identity, status, trueAt }: Word, startsAt: number, endsAt: number): Post {
  const { labels, fingerprint } = identity;
  const times = {
    startsAt: new Date(startsAt).toISOString(),
    endsAt: status === "firing" ? "0001-01-01T00:00:00Z" : new Date(endsAt).toISOString(),
  };
  const alert = { status, labels, annotations: {}, ...times, fingerprint, ruleUID: `rule-${labels["alertname"]}` };
  const body = { version: "1", state: status === "firing" ? "alerting" : "ok", truncatedAlerts: 0, alerts: [alert] };
  return { source: "grafana", body, words: [{ identity, status, trueAt }] };
}

function cloudPost(word: Word, begins: number, ends: number): Post {
  const { identity, status } = word;
  const { alertname, ...labels } = identity.labels;
  const incident = {
    incident_id: identity.fingerprint,
    state: status === "firing" ? "open" : "closed",
    started_at: begins / 1_000,
    ended_at: status === "firing" ? null : ends / 1_000,
    policy_name: alertname,
    policy_user_labels: labels,
    summary: "it is slow",
  };
  return { source: "cloud-monitoring", body: { version: "1.2", incident }, words: [word] };
}
