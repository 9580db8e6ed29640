import type { Agenda } from "./agenda.ts";
import type { Send } from "./courier.ts";
import type { Identity } from "./truth.ts";
import type { Post } from "./word.ts";

/** As the compiled configuration sets them (slo/model/timing.ts). */
const GROUP_WAIT_MS = 5_000;
const GROUP_INTERVAL_MS = 30_000;
const REPEAT_MS = 1_800_000;
/** `--cluster.peer-timeout`: a member waits so long for each one before it. */
const PEER_TIMEOUT_MS = 15_000;

/** What a Prometheus says of an alert; an end that lies ahead is one that nobody has told yet. */
export interface PrometheusAlert {
  readonly identity: Identity;
  readonly startsAt: number;
  readonly endsAt: number;
}

interface Group {
  readonly alerts: Map<string, PrometheusAlert>;
  /** When it was made: it is flushed at whole intervals since. */
  readonly since: number;
  nextFlush: number;
  isSending: boolean;
}

/** What was sent of a group last: notify/notify.go, DedupStage. */
interface Logged {
  readonly firing: ReadonlySet<string>;
  readonly resolved: ReadonlySet<string>;
  readonly at: number;
}

export interface ClusterOptions {
  readonly agenda: Agenda;
  readonly send: Send;
  readonly members: number;
  readonly hasGossip: boolean;
  readonly maxAlerts: number;
}

/** One Alertmanager of a cluster: dispatch/dispatch.go, provider/mem, nflog. */
export class Alertmanager {
  readonly #options: ClusterOptions;
  readonly #position: number;
  readonly #peers: () => readonly Alertmanager[];
  readonly #groups = new Map<string, Group>();
  readonly log = new Map<string, Logged>();
  /** Counts its lives: what was begun in one is not ended in the next. */
  #life = 0;
  isUp = true;

  constructor(options: ClusterOptions, position: number, peers: () => readonly Alertmanager[]) {
    this.#options = options;
    this.#position = position;
    this.#peers = peers;
  }

  /** Its alerts are in memory only; its log is on disk, or comes from the others. */
  stop(hasLog: boolean): void {
    this.isUp = false;
    this.#life++;
    this.#groups.clear();
    if (!hasLog) this.log.clear();
  }

  start(): void {
    this.isUp = true;
    if (!this.#options.hasGossip) return;
    for (const peer of this.#peers()) if (peer !== this && peer.isUp) for (const one of peer.log) this.#hear(...one);
  }

  /** Alerts whose times overlap are one, from the earliest start on: types/types.go, Merge. */
  put(alert: PrometheusAlert): void {
    if (!this.isUp) return;
    const { agenda } = this.#options;
    const key = groupKey(alert.identity);
    const known = this.#groups.get(key);
    // A group that would only hold what has ended says nothing.
    const group = known ?? { alerts: new Map(), since: agenda.now + GROUP_WAIT_MS, nextFlush: 0, isSending: false };
    if (known === undefined) this.#groups.set(key, group);
    const before = group.alerts.get(alert.identity.fingerprint);
    const isSame = before !== undefined && alert.startsAt <= before.endsAt && alert.endsAt >= before.startsAt;
    const startsAt = isSame ? Math.min(before.startsAt, alert.startsAt) : alert.startsAt;
    const isEnded = alert.endsAt <= agenda.now;
    const endsAt =
      isSame && isEnded && before.endsAt <= agenda.now ? Math.max(alert.endsAt, before.endsAt) : alert.endsAt;
    group.alerts.set(alert.identity.fingerprint, { ...alert, startsAt, endsAt });
    this.#plan(key, group, isEnded ? agenda.now : Math.min(agenda.now, alert.endsAt));
    if (!isEnded && Number.isFinite(alert.endsAt)) agenda.at(alert.endsAt, () => this.#plan(key, group, agenda.now));
  }

  /** Flushes a group at the next of its moments. */
  #plan(key: string, group: Group, from: number): void {
    const { agenda } = this.#options;
    const steps = Math.max(0, Math.ceil((from - group.since) / GROUP_INTERVAL_MS));
    const at = group.since + steps * GROUP_INTERVAL_MS;
    if (group.nextFlush > agenda.now && group.nextFlush <= at) return;
    group.nextFlush = at;
    const life = this.#life;
    agenda.at(at, () => {
      if (this.#life === life && group.nextFlush === at && this.#groups.get(key) === group) this.#flush(key, group);
    });
  }

  #flush(key: string, group: Group): void {
    const { agenda, maxAlerts } = this.#options;
    if (group.isSending) {
      this.#plan(key, group, agenda.now + 1);
      return;
    }
    const now = agenda.now;
    const alerts = [...group.alerts.values()];
    const [firing, resolved] = [alerts.filter((one) => one.endsAt > now), alerts.filter((one) => one.endsAt <= now)];
    const shown = maxAlerts === 0 ? alerts : alerts.slice(0, maxAlerts);
    const post = postOf(shown, alerts.length - shown.length, now);
    const life = this.#life;
    group.isSending = true;
    // Whoever is before it in the cluster may have sent it meanwhile.
    agenda.in(this.#options.hasGossip ? this.#position * PEER_TIMEOUT_MS : 0, () => {
      if (this.#life !== life) return;
      const done = (isTaken: boolean) => {
        if (this.#life !== life) return;
        group.isSending = false;
        if (isTaken)
          for (const one of resolved)
            if (group.alerts.get(one.identity.fingerprint) === one) group.alerts.delete(one.identity.fingerprint);
        if (group.alerts.size === 0) this.#groups.delete(key);
        else this.#plan(key, group, isTaken ? nextMoment(group, agenda.now) : agenda.now + 1);
      };
      if (!isNews(this.log.get(key), firing, resolved, now)) {
        done(true);
        return;
      }
      const entry = { firing: fingerprints(firing), resolved: fingerprints(resolved), at: now };
      this.#options.send(post, GROUP_INTERVAL_MS, (isTaken) => {
        if (isTaken && this.#life === life) this.#logged(key, entry);
        done(isTaken);
      });
    });
  }

  #logged(key: string, entry: Logged): void {
    this.#hear(key, entry);
    if (this.#options.hasGossip) for (const peer of this.#peers()) if (peer.isUp) peer.#hear(key, entry);
  }

  #hear(key: string, entry: Logged): void {
    if ((this.log.get(key)?.at ?? 0) <= entry.at) this.log.set(key, entry);
  }
}

/** The next moment at which there may be something to say: a change asks by itself. */
function nextMoment(group: Group, now: number): number {
  const hasEnded = [...group.alerts.values()].some(({ endsAt }) => endsAt <= now);
  return hasEnded ? now + 1 : now + REPEAT_MS;
}

/** notify/notify.go, DedupStage.needsUpdate. */
function isNews(
  last: Logged | undefined,
  firing: readonly PrometheusAlert[],
  resolved: readonly PrometheusAlert[],
  now: number,
): boolean {
  if (last === undefined) return firing.length > 0;
  if (firing.some(({ identity }) => !last.firing.has(identity.fingerprint))) return true;
  if (firing.length === 0) return last.firing.size > 0;
  if (resolved.some(({ identity }) => !last.resolved.has(identity.fingerprint))) return true;
  return now - last.at >= REPEAT_MS;
}

function fingerprints(alerts: readonly PrometheusAlert[]): ReadonlySet<string> {
  return new Set(alerts.map(({ identity }) => identity.fingerprint));
}

/** Those of SLOs go by what the compiled configuration groups by, the others as most people have it. */
function groupKey({ kind, labels }: Identity): string {
  return kind === "host" ? `${labels["alertname"]}/${labels["cluster"]}` : `${labels["slo_service"]}/${labels["slo"]}`;
}

/** notify/webhook, version 4: the end of what fires is Go's zero. */
function postOf(alerts: readonly PrometheusAlert[], truncatedAlerts: number, now: number): Post {
  const isFiring = ({ endsAt }: PrometheusAlert) => endsAt > now;
  return {
    source: "alertmanager",
    body: {
      version: "4",
      truncatedAlerts,
      status: alerts.some(isFiring) ? "firing" : "resolved",
      alerts: alerts.map((one) => ({
        status: isFiring(one) ? "firing" : "resolved",
        labels: one.identity.labels,
        annotations: { summary: one.identity.fingerprint },
        startsAt: new Date(one.startsAt).toISOString(),
        endsAt: isFiring(one) ? "0001-01-01T00:00:00Z" : new Date(one.endsAt).toISOString(),
        fingerprint: one.identity.fingerprint,
      })),
    },
    words: alerts.map((one) => ({
      identity: one.identity,
      status: isFiring(one) ? "firing" : "resolved",
      trueAt: now,
    })),
  };
}
