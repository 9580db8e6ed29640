import type { Severity } from "../../slo/model/burn-policy.ts";
import type { Labels } from "../routing/routing.ts";

/** What alerting systems and teams call what wakes somebody, and what waits for the morning. Compared without case. */
const WORDS: Readonly<Record<Severity, readonly string[]>> = {
  page: [
    ...[
      "page",
      "critical",
      "crit",
      "fatal",
      "emergency",
      "emerg",
      "alert",
      "error",
      "err",
      "severe",
      "high",
      "highest",
    ],
    ...["major", "disaster", "urgent", "p0", "p1", "p2", "sev0", "sev1", "sev2", "s1", "s2"],
  ],
  ticket: [
    ...["ticket", "warning", "warn", "minor", "average", "medium", "moderate", "low", "lowest", "info", "information"],
    ...["informational", "notice", "debug", "trivial", "none", "ok", "normal", "no severity", "not classified"],
    ...["p3", "p4", "p5", "sev3", "sev4", "sev5", "s3", "s4", "s5"],
  ],
};
const SEVERITIES = new Map(
  Object.entries(WORDS).flatMap(([severity, words]) =>
    words.map((word) => [word, severity === "page" ? "page" : "ticket"] as const),
  ),
);

/**
 * How much an alert wants. It wakes somebody unless it says that it need not: no word, and a word that nobody knows, are a page.
 * A page too many is better than one too few.
 */
export function severityOf(labels: Labels): Severity {
  return SEVERITIES.get(wordOf(labels)) ?? "page";
}

/** The word of an alert that is neither a page's nor a ticket's; undefined when it is known, or missing. */
export function unknownSeverity(labels: Labels): string | undefined {
  const word = wordOf(labels);
  return word === "" || SEVERITIES.has(word) ? undefined : labels["severity"];
}

function wordOf(labels: Labels): string {
  return (labels["severity"] ?? "").trim().toLowerCase();
}
