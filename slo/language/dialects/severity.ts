import type { Finding } from "../../../foundation/findings/finding.ts";
import type { Severity } from "../../model/burn-policy.ts";
import type { Field } from "./field.ts";
import { DIALECT_RULES } from "./rules.ts";

/** Words that wake somebody, and words that wait, in small letters. */
const PAGES: ReadonlySet<string> = new Set(["page", "critical", "p1", "sev1", "sev-1", "high", "urgent"]);
const TICKETS: ReadonlySet<string> = new Set([
  "ticket",
  "warning",
  "warn",
  "p2",
  "p3",
  "sev2",
  "sev3",
  "low",
  "medium",
]);

/** Whether an alert of this severity pages; one that nobody knows is `fallback`, and told. */
export function severityOf(
  field: Field,
  fallback: Severity,
): { readonly value: Severity; readonly findings: readonly Finding[] } {
  const word = field.text?.toLowerCase();
  if (word === undefined || word === "") return { value: fallback, findings: [] };
  if (PAGES.has(word)) return { value: "page", findings: [] };
  if (TICKETS.has(word)) return { value: "ticket", findings: [] };
  const advice = "A page wakes somebody, a ticket waits: write critical or warning, page or ticket.";
  const wrong = `the severity \`${field.text ?? ""}\` is read as a ${fallback}`;
  return { value: fallback, findings: [field.at.finding(DIALECT_RULES["dialect-severity"], wrong, advice)] };
}
