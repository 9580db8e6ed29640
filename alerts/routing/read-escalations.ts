import { expectKnown, type Reading, readTimeout } from "./reading.ts";
import type { BusinessHours, EscalationPolicy } from "./routing.ts";
import type { WrittenEscalation } from "./written-routing.ts";

/** The escalation policies by name. */
export function readEscalations(
  hours: ReadonlyMap<string, BusinessHours>,
  reading: Reading,
): Map<string, EscalationPolicy> {
  const policies = Object.entries(reading.written.escalations).map(([name, policy]): [string, EscalationPolicy] => [
    name,
    readPolicy(name, policy, hours, reading),
  ]);
  const escalations = new Map(policies);
  reportCycles(escalations, reading);
  return escalations;
}

function readPolicy(
  name: string,
  { steps, repeat = 0, hours, rises_to: risesTo }: WrittenEscalation,
  allHours: ReadonlyMap<string, BusinessHours>,
  reading: Reading,
): EscalationPolicy {
  const path = ["escalations", name];
  if (hours !== undefined) expectKnown("hours", hours, [...path, "hours"], reading);
  if (risesTo !== undefined) expectKnown("escalations", risesTo, [...path, "rises_to"], reading);
  return {
    name,
    steps: steps.map(({ notify, timeout }, step) => {
      const place = [...path, "steps", step];
      for (const [index, channel] of notify.entries())
        expectKnown("channels", channel, [...place, "notify", index], reading);
      return { notify, timeout: readTimeout(timeout, [...place, "timeout"], reading) };
    }),
    repeat,
    hours: allHours.get(hours ?? ""),
    risesTo,
  };
}

/** Each circle is told once, at the policy of it that comes first in the file. */
function reportCycles(escalations: ReadonlyMap<string, EscalationPolicy>, { report }: Reading): void {
  const seen = new Set<string>();
  for (const start of escalations.keys()) {
    const way: string[] = [];
    let name: string | undefined = start;
    while (name !== undefined && !seen.has(name)) {
      seen.add(name);
      way.push(name);
      name = escalations.get(name)?.risesTo;
    }
    const first = name === undefined ? -1 : way.indexOf(name);
    if (first === -1) continue;
    const circle = [...way.slice(first), name].join(" → ");
    const path = ["escalations", way[first] ?? start, "rises_to"];
    report("cyclic-escalation", path, `${circle} has no end`, "Let the last policy rise to none.");
  }
}
