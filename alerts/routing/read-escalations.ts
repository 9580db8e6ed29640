import type { Finding, Found } from "../../foundation/findings/finding.ts";
import { type Reading, readTimeout, unknownName } from "./reading.ts";
import type { BusinessHours, EscalationPolicy } from "./routing.ts";
import { ROUTING_RULES } from "./rules.ts";
import type { WrittenEscalation } from "./written-routing.ts";

/** The escalation policies by name. */
export function readEscalations(
  hours: ReadonlyMap<string, BusinessHours>,
  reading: Reading,
): Found<Map<string, EscalationPolicy>> {
  const reads = Object.entries(reading.written.escalations).map(([name, policy]) =>
    readPolicy(name, policy, hours, reading),
  );
  const escalations = new Map(reads.map(({ value }) => [value.name, value]));
  return {
    value: escalations,
    findings: [...reads.flatMap(({ findings }) => findings), ...cycles(escalations, reading)],
  };
}

function readPolicy(
  name: string,
  { steps, repeat = 0, hours, rises_to: risesTo, ack_timeout: ackTimeout }: WrittenEscalation,
  allHours: ReadonlyMap<string, BusinessHours>,
  reading: Reading,
): Found<EscalationPolicy> {
  const at = reading.source.at("escalations", name);
  const reads = steps.map(({ notify, timeout }, step) => {
    const place = at.at("steps", step);
    const { value, findings } = readTimeout(timeout, place.at("timeout"));
    const unknown = notify.flatMap((channel, index) =>
      unknownName("channels", channel, place.at("notify", index), reading, (near) => !notify.includes(near)),
    );
    return { value: { notify, timeout: value }, findings: [...findings, ...unknown] };
  });
  const acknowledged = ackTimeout === undefined ? undefined : readTimeout(ackTimeout, at.at("ack_timeout"));
  return {
    value: {
      name,
      steps: reads.map(({ value }) => value),
      repeat,
      hours: allHours.get(hours ?? ""),
      risesTo,
      ackTimeout: acknowledged?.value,
    },
    findings: [
      ...(hours === undefined ? [] : unknownName("hours", hours, at.at("hours"), reading)),
      ...(risesTo === undefined
        ? []
        : unknownName("escalations", risesTo, at.at("rises_to"), reading, endsFrom(name, reading))),
      ...reads.flatMap(({ findings }) => findings),
      ...(acknowledged?.findings ?? []),
    ],
  };
}

/** Tells the policies that a policy can rise to without ever coming back to itself. */
function endsFrom(from: string, { written }: Reading): (name: string) => boolean {
  return (name) => {
    const way = new Set([from]);
    let next: string | undefined = name;
    while (next !== undefined && !way.has(next)) {
      way.add(next);
      next = written.escalations[next]?.rises_to;
    }
    return next === undefined;
  };
}

/** Each circle is told once, at the policy of it that comes first in the file. */
function cycles(escalations: ReadonlyMap<string, EscalationPolicy>, { source }: Reading): Finding[] {
  const seen = new Set<string>();
  return Array.from(escalations.keys()).flatMap((start) => {
    const way: string[] = [];
    let name: string | undefined = start;
    while (name !== undefined && !seen.has(name)) {
      seen.add(name);
      way.push(name);
      name = escalations.get(name)?.risesTo;
    }
    const first = name === undefined ? -1 : way.indexOf(name);
    if (first === -1) return [];
    const circle = [...way.slice(first), name].join(" → ");
    const at = source.at("escalations", way[first] ?? start, "rises_to");
    const advice = "Let the last policy rise to none.";
    return [at.finding(ROUTING_RULES["cyclic-escalation"], `${circle} has no end`, advice)];
  });
}
