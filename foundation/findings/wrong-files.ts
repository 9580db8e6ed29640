import { type Finding, hasErrors, type Read } from "./finding.ts";
import { printFindings } from "./print.ts";

/** Files that people wrote are wrong, and there is nothing to do but say so. */
export class WrongFiles extends Error {
  readonly findings: readonly Finding[];

  constructor(findings: readonly Finding[]) {
    super(printFindings(findings, "text"));
    this.findings = findings;
  }
}

/** The value, for who can do nothing without it. Throws `WrongFiles` when there is none or something about it is an error. */
export function sound<T>({ value, findings }: Read<T>): T {
  if (value === undefined || hasErrors(findings)) throw new WrongFiles(findings);
  return value;
}
