import type { Finding } from "../foundation/findings/finding.ts";

/** What a command has to say, for a person and for a program. */
export interface Outcome {
  /** Told before the text; a command that was asked for something else tells them on standard error. */
  readonly findings: readonly Finding[];
  readonly areFindingsAside?: boolean;
  readonly text: string;
  readonly json: object;
  readonly exitCode: 0 | 1;
}
