import type { Finding } from "../foundation/findings/finding.ts";
import { counted } from "./counted.ts";
import type { Outcome } from "./outcome.ts";

/** What a command says that writes to standard output and did nothing, because something is an error; `what` says what was not done. */
export function refused(findings: readonly Finding[], what: string): Outcome {
  const text = `${counted(findings)}; nothing was ${what}\n`;
  return { findings, areFindingsAside: true, text, json: {}, exitCode: 1 };
}
