import { closest } from "../../foundation/findings/closest.ts";
import { byPosition, type Found, hasErrors, type Read } from "../../foundation/findings/finding.ts";
import { type YamlAdvice, type YamlPart, YamlSource } from "../../foundation/findings/yaml-source.ts";
import { intactParts } from "./intact-parts.ts";
import { readChannels, readFallback } from "./read-channels.ts";
import { readEscalations } from "./read-escalations.ts";
import { readHours } from "./read-hours.ts";
import { readMaintenance } from "./read-maintenance.ts";
import { readRoutes } from "./read-routes.ts";
import { type Reading, readTimeout, unknownName } from "./reading.ts";
import type { DeadMansSwitch, Routing } from "./routing.ts";
import { ROUTING_RULES } from "./rules.ts";
import { isTimeZone } from "./time-zone.ts";

const DEFAULT_STALE_AFTER = "90m";

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
  const timeZone = readTimeZone(parts.value.written.time_zone, source.at("time_zone"));
  const routing = interpret({ ...parts.value, source, timeZone: timeZone.value });
  const all = [parts, timeZone, routing].flatMap((read) => read.findings).sort(byPosition);
  const { escalations } = parts.value.names;
  return hasErrors(all) ? { findings: all, escalations } : { value: routing.value, findings: all, escalations };
}

function interpret(reading: Reading): Found<Routing> {
  const { written, timeZone, source } = reading;
  const channels = readChannels(reading);
  const fallback = readFallback(channels.value, reading);
  const hours = readHours(reading);
  const escalations = readEscalations(hours.value, reading);
  const routes = readRoutes(reading);
  const maintenance = readMaintenance(reading);
  const deadMansSwitch = readDeadMansSwitch(reading);
  const staleAfter = readTimeout(written.stale_after ?? DEFAULT_STALE_AFTER, source.at("stale_after"));
  return {
    value: {
      timeZone,
      channels: channels.value,
      fallback: fallback.value,
      escalations: escalations.value,
      routes: routes.value,
      maintenance: maintenance.value,
      deadMansSwitch: deadMansSwitch.value,
      staleAfter: staleAfter.value,
    },
    findings: [channels, fallback, hours, escalations, routes, maintenance, deadMansSwitch, staleAfter].flatMap(
      ({ findings }) => findings,
    ),
  };
}

/** The zone itself, or UTC in place of one that does not exist, so that reading can go on. */
function readTimeZone(name: string, at: YamlPart): Found<string> {
  if (isTimeZone(name)) return { value: name, findings: [] };
  const near = closest(name, Intl.supportedValuesOf("timeZone"));
  const advice = near === undefined ? "Write an IANA name such as Asia/Taipei." : `Did you mean \`${near}\`?`;
  const wrong = `there is no time zone \`${name}\``;
  return { value: "UTC", findings: [at.finding(ROUTING_RULES["unknown-time-zone"], wrong, advice)] };
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
