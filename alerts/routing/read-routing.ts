import { closest } from "../../foundation/findings/closest.ts";
import { byPosition, type Finding } from "../../foundation/findings/finding.ts";
import { type YamlAdvice, YamlSource } from "../../foundation/findings/yaml-source.ts";
import { intactParts } from "./intact-parts.ts";
import { readChannels, readFallback } from "./read-channels.ts";
import { readEscalations } from "./read-escalations.ts";
import { readHours } from "./read-hours.ts";
import { readMaintenance } from "./read-maintenance.ts";
import { readRoutes } from "./read-routes.ts";
import { expectKnown, type Reading, type Report, readTimeout } from "./reading.ts";
import type { DeadMansSwitch, Routing } from "./routing.ts";
import { isTimeZone } from "./time-zone.ts";

const DEFAULT_STALE_AFTER = "90m";

const ADVICE: YamlAdvice = {
  tooLarge: "One file holds all routing; its schema allows 500 routes.",
  tooDeep: "A routing file is six levels deep.",
  empty: "Start with `time_zone:`, `channels:`, `fallback:`, `escalations:` and `routes:`.",
  secondDocument: "A routing file is one document.",
  alias: "Write values out.",
};

/** Reads the text of a routing file: the routing policy, or everything that is wrong with it, in reading order. */
export function readRouting(path: string, text: string): Routing | Finding[] {
  const source = YamlSource.parse(path, text, ADVICE);
  if (Array.isArray(source)) return source;
  const parts = intactParts(source);
  if (Array.isArray(parts)) return parts.sort(byPosition);
  const findings = [...parts.findings];
  const report: Report = (rule, place, message, help, within) => {
    const span = within === undefined ? source.span(place) : source.spanWithin(place, within);
    findings.push(source.diagnose(rule, span, message, help));
  };
  const routing = interpret({ ...parts, report, timeZone: readTimeZone(parts.written.time_zone, report) });
  return findings.length > 0 ? findings.sort(byPosition) : routing;
}

function interpret(reading: Reading): Routing {
  const { written, timeZone } = reading;
  const channels = readChannels(reading);
  return {
    timeZone,
    channels,
    fallback: readFallback(channels, reading),
    escalations: readEscalations(readHours(reading), reading),
    routes: readRoutes(reading),
    maintenance: readMaintenance(reading),
    deadMansSwitch: readDeadMansSwitch(reading),
    staleAfter: readTimeout(written.stale_after ?? DEFAULT_STALE_AFTER, ["stale_after"], reading),
  };
}

/** The zone itself, or UTC in place of one that does not exist, so that reading can go on. */
function readTimeZone(name: string, report: Report): string {
  if (isTimeZone(name)) return name;
  const near = closest(name, Intl.supportedValuesOf("timeZone"));
  const help = near === undefined ? "Write an IANA name such as Asia/Taipei." : `Did you mean \`${near}\`?`;
  report("unknown-time-zone", ["time_zone"], `there is no time zone \`${name}\``, help);
  return "UTC";
}

function readDeadMansSwitch(reading: Reading): DeadMansSwitch | undefined {
  const written = reading.written.dead_mans_switch;
  if (written === undefined) return undefined;
  const { alertname, timeout, escalation } = written;
  expectKnown("escalations", escalation, ["dead_mans_switch", "escalation"], reading);
  return { alertname, escalation, timeout: readTimeout(timeout, ["dead_mans_switch", "timeout"], reading) };
}
