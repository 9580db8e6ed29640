import { closest } from "../../foundation/findings/closest.ts";
import type { Path, Span } from "../../foundation/findings/yaml-source.ts";
import { DAY, parseDuration } from "../../slo/promql/duration.ts";
import type { IntactParts } from "./intact-parts.ts";

/** Says what is wrong with the value at `path`, or with some characters of it. */
export type Report = (rule: string, path: Path, message: string, help: string, within?: Span) => void;

/** A routing file that is being read: what it says, and where findings go. */
export interface Reading extends Omit<IntactParts, "findings"> {
  readonly report: Report;
  /** UTC when the file names none that exists. */
  readonly timeZone: string;
}

const LONGEST = 30 * DAY;
const KINDS = {
  channels: { rule: "unknown-channel", kind: "channel" },
  escalations: { rule: "unknown-escalation", kind: "escalation policy" },
  hours: { rule: "unknown-hours", kind: "hours" },
} as const;

/** Reports a name that the file does not give to anything, with the nearest one that it does. */
export function expectKnown(section: keyof typeof KINDS, name: string, path: Path, { names, report }: Reading): void {
  const known = names[section];
  if (known === undefined || known.has(name)) return;
  const { rule, kind } = KINDS[section];
  const near = closest(name, known);
  const help = near === undefined ? `Add it under \`${section}\`.` : `Did you mean \`${near}\`?`;
  report(rule, path, kind === "hours" ? `there are no hours \`${name}\`` : `there is no ${kind} \`${name}\``, help);
}

/** Milliseconds of a duration above 0 and up to 30 days; reports others and gives 0 for them. */
export function readTimeout(text: string, path: Path, { report }: Reading): number {
  const timeout = parseDuration(text);
  if (timeout !== undefined && timeout > 0 && timeout <= LONGEST) return timeout;
  const message =
    timeout === undefined
      ? `\`${text}\` is not a duration`
      : `\`${text}\` is ${timeout > 0 ? "longer than 30d" : "no time at all"}`;
  report("invalid-value", path, message, "Write a duration above 0 and up to 30d, such as 10m, 1h30m or 3d.");
  return 0;
}
