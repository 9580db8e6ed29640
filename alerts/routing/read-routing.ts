import { byPosition, type Found, hasErrors, type Read } from "../../foundation/findings/finding.ts";
import { type YamlAdvice, YamlSource } from "../../foundation/findings/yaml-source.ts";
import { intactParts } from "./intact-parts.ts";
import { readChannels, readFallback } from "./read-channels.ts";
import { readEscalations } from "./read-escalations.ts";
import { readHolidays } from "./read-holidays.ts";
import { readHours } from "./read-hours.ts";
import { readMaintenance } from "./read-maintenance.ts";
import { readRoutes } from "./read-routes.ts";
import { readTimeZone } from "./read-time-zone.ts";
import { type Reading, readTimeout, unknownName } from "./reading.ts";
import type { DeadMansSwitch, Routing, Source } from "./routing.ts";

const DEFAULT_GROUP_BY = ["alertname", "cluster", "namespace", "service", "owner"];
/**
 * Three repeats: Alertmanager's of our compiler (30 min), Grafana's by default (4 h). Cloud Monitoring tells of an incident
 * once, and closes one without data after seven days (alertStrategy.autoClose).
 */
const DEFAULT_STALE_AFTER: Readonly<Record<Source, string>> = {
  alertmanager: "90m",
  grafana: "12h30m",
  "cloud-monitoring": "8d",
};

const ADVICE: YamlAdvice = {
  tooLarge: "One file holds all routing; its schema allows 500 routes.",
  tooDeep: "A routing file is six levels deep.",
  empty: "Start with `time_zone:`, `channels:`, `fallback:`, `escalations:` and `routes:`.",
  secondDocument: "A routing file is one document.",
  alias: "Write values out.",
};

/** A routing policy, only when nothing is wrong with it, and the names that others may use in any case. */
export type ReadRouting = Read<Routing> & {
  /** The escalations that the file names; undefined when it cannot be told. */
  readonly escalations: ReadonlySet<string> | undefined;
};

/** Reads the text of a routing file. Findings are in reading order. */
export function readRouting(path: string, text: string): ReadRouting {
  const { value: source, findings } = YamlSource.parse(path, text, ADVICE);
  if (source === undefined) return { findings, escalations: undefined };
  const parts = intactParts(source);
  if (parts.value === undefined) return { findings: parts.findings.toSorted(byPosition), escalations: undefined };
  const timeZone = readTimeZone(parts.value.written.time_zone, source.at("time_zone"), "UTC");
  const routing = interpret({ ...parts.value, source, timeZone: timeZone.value });
  const all = [parts, timeZone, routing].flatMap((read) => read.findings).sort(byPosition);
  const { escalations } = parts.value.names;
  return hasErrors(all) ? { findings: all, escalations } : { value: routing.value, findings: all, escalations };
}

function interpret(reading: Reading): Found<Routing> {
  const { written, timeZone } = reading;
  const channels = readChannels(reading);
  const fallback = readFallback(channels.value, reading);
  const holidays = readHolidays(reading);
  const hours = readHours(holidays.value, reading);
  const escalations = readEscalations(hours.value, reading);
  const routes = readRoutes(reading);
  const maintenance = readMaintenance(holidays.value, reading);
  const deadMansSwitch = readDeadMansSwitch(reading);
  const staleAfter = readStaleAfter(reading);
  return {
    value: {
      timeZone,
      channels: channels.value,
      fallback: fallback.value,
      escalations: escalations.value,
      routes: routes.value,
      maintenance: maintenance.value,
      deadMansSwitch: deadMansSwitch.value,
      groupBy: written.group_by ?? DEFAULT_GROUP_BY,
      staleAfter: staleAfter.value,
    },
    findings: [
      channels,
      fallback,
      holidays,
      hours,
      escalations,
      routes,
      maintenance,
      deadMansSwitch,
      staleAfter,
    ].flatMap(({ findings }) => findings),
  };
}

/** A duration alone is Alertmanager's. */
function readStaleAfter({ written: { stale_after: written = {} }, source }: Reading): Found<Routing["staleAfter"]> {
  const isAlone = typeof written === "string";
  const of = (name: Source) => {
    const told = isAlone ? (name === "alertmanager" ? written : undefined) : written[name];
    const at = isAlone ? source.at("stale_after") : source.at("stale_after", name);
    return readTimeout(told ?? DEFAULT_STALE_AFTER[name], at);
  };
  const reads = {
    alertmanager: of("alertmanager"),
    grafana: of("grafana"),
    "cloud-monitoring": of("cloud-monitoring"),
  };
  const { alertmanager, grafana, "cloud-monitoring": cloud } = reads;
  return {
    value: { alertmanager: alertmanager.value, grafana: grafana.value, "cloud-monitoring": cloud.value },
    findings: Object.values(reads).flatMap(({ findings }) => findings),
  };
}

function readDeadMansSwitch(reading: Reading): Found<DeadMansSwitch | undefined> {
  const written = reading.written.dead_mans_switch;
  if (written === undefined) return { value: undefined, findings: [] };
  const { alertname, escalation } = written;
  const at = reading.source.at("dead_mans_switch");
  const timeout = readTimeout(written.timeout, at.at("timeout"));
  const unknown = unknownName("escalations", escalation, at.at("escalation"), reading);
  return { value: { alertname, escalation, timeout: timeout.value }, findings: [...unknown, ...timeout.findings] };
}
