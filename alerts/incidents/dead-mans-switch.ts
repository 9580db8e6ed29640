import { ageText } from "../../slo/model/figures.ts";
import type { DeadMansSwitch, Labels, Source } from "../routing/routing.ts";
import { newIncident } from "./incident.ts";
import { NO_CHANGES } from "./incident-event.ts";
import type { Journal } from "./journal.ts";
import type { IncidentRecord } from "./records.ts";
import type { Changes, Setting } from "./router-event.ts";

/** What is expected before anybody was ever heard. */
export const INITIAL_BEAT = "dead-mans-switch";
/** What tells one server of a pair from the other, and not one watcher from another. */
const OF_REPLICAS: ReadonlySet<string> = new Set([
  "alertname",
  "severity",
  "prometheus",
  "replica",
  "prometheus_replica",
]);
const MOST_NAME = 300;

/** Who has given a sign of life: each sender and cluster for itself. */
export function beatName(source: Source, labels: Labels): string {
  const own = Object.keys(labels)
    .filter((name) => !OF_REPLICAS.has(name))
    .sort()
    .map((name) => `${name}=${labels[name]}`);
  return [source, ...own].join(" ").slice(0, MOST_NAME);
}

export function keyOfBeat(name: string): string {
  return name === INITIAL_BEAT ? INITIAL_BEAT : `${INITIAL_BEAT}:${name}`;
}

/** The watcher of whose silence an incident is; undefined when it is of something else. */
export function beatOfKey(key: string): string | undefined {
  if (key === INITIAL_BEAT) return INITIAL_BEAT;
  return key.startsWith(`${INITIAL_BEAT}:`) ? key.slice(INITIAL_BEAT.length + 1) : undefined;
}

/** A person says that a watcher's silence is meant: it is expected again once it is heard. Somebody always is. */
export function noLongerExpected(name: string, now: number): Pick<Changes, "beats" | "forgottenBeats"> {
  return name === INITIAL_BEAT ? { beats: new Map([[name, now]]) } : { forgottenBeats: [name] };
}

/** Pages when the alert that always fires is no longer heard: then no other alert would be either. */
export function watchHeartbeat(
  journal: Journal,
  open: IncidentRecord | undefined,
  { alertname, timeout, escalation }: DeadMansSwitch,
  {
    name,
    lastBeat,
    listensSince,
    now,
    links,
    newId,
  }: Setting & { readonly name: string; readonly lastBeat: number; readonly listensSince: number },
): void {
  const isSilent = now - Math.max(lastBeat, listensSince) > timeout;
  if (isSilent && open === undefined) {
    // Alertmanager alone, without labels that tell it from others, needs no name.
    const own = name === INITIAL_BEAT ? "" : name.replace(/^alertmanager ?/, "");
    const whose = own === "" ? "" : ` of ${own}`;
    const labels = { alertname: "DeadMansSwitch", severity: "page", escalation, watched: alertname };
    const annotations = {
      summary: `${alertname}${whose} is silent: no alert would reach us`,
      description: `The last sign of life came at ${new Date(lastBeat).toISOString()}; it is expected every ${ageText(timeout)}. Prometheus, Alertmanager or the way from there is down, or its alerts are refused. If it was taken down on purpose, resolve this: it is expected again once it is heard.`,
      ...(links.consoleUrl === undefined ? {} : { runbook_url: `${links.consoleUrl}/runbooks/alert-router-silence` }),
    };
    const about = { page: { source: "alertmanager" as const, labels, annotations } };
    const record = { incident: newIncident(newId(), keyOfBeat(name), now), about, entries: 0, messages: 0 };
    journal.apply(record, { type: "alerts", ...NO_CHANGES, began: ONE });
  } else if (!isSilent && open !== undefined) {
    journal.apply(open, { type: "alerts", ...NO_CHANGES, ended: ONE });
  } else if (open !== undefined) {
    journal.seen(open);
  }
}

const ONE = { page: 1, ticket: 0 };
