import type { Finding, Severity } from "../foundation/findings/finding.ts";

/** `2 errors and 1 warning` */
export function counted(findings: readonly Finding[]): string {
  const of = (severity: Severity): string[] => {
    const count = findings.filter((finding) => finding.severity === severity).length;
    return count === 0 ? [] : [`${count} ${severity}${count === 1 ? "" : "s"}`];
  };
  return [...of("error"), ...of("warning")].join(" and ");
}
