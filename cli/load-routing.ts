import { readRouting } from "../alerts/routing/read-routing.ts";
import type { Finding } from "../foundation/findings/finding.ts";
import { escalationNames } from "../slo/language/escalation-names.ts";
import { readText, shownPath } from "./files.ts";

/** What the compiler needs of the routing file: what is wrong with it, and the escalations that SLOs may name, as far as it tells them. */
export function loadRouting(path: string): {
  readonly findings: readonly Finding[];
  readonly escalations: ReadonlySet<string> | undefined;
} {
  const text = readText(path);
  if (typeof text !== "string") return { findings: [text], escalations: undefined };
  const routing = readRouting(shownPath(path), text);
  return { findings: Array.isArray(routing) ? routing : [], escalations: escalationNames(text) };
}
