import type { Attributes, AttributeValue } from "@opentelemetry/api";
import type { ReadableSpan } from "@opentelemetry/sdk-trace";
import { redactText } from "./redaction.ts";

/** Characters of an attribute's value. */
export const LONGEST_VALUE = 1_024;

/**
 * Takes personal data and secrets out of a span that has ended, in place: every text of its attributes, its events
 * (exception.message among them) and its status, whoever set it. Long ones are cut.
 */
export function redactSpan({ attributes, events, status }: ReadableSpan): void {
  redactAttributes(attributes);
  for (const { attributes: own } of events) if (own !== undefined) redactAttributes(own);
  if (status.message !== undefined) status.message = redacted(status.message);
}

function redactAttributes(attributes: Attributes): void {
  for (const key in attributes) {
    const value = attributes[key];
    const clean = typeof value === "string" ? redacted(value) : Array.isArray(value) ? redactedList(value) : value;
    // Most are clean, and to write costs more than to look.
    if (clean !== value) attributes[key] = clean;
  }
}

function redactedList(list: readonly unknown[]): AttributeValue {
  return list.map((item) => (typeof item === "string" ? redacted(item) : null));
}

function redacted(text: string): string {
  if (CLEAN.has(text)) return text;
  const clean = redactText(text.length > LONGEST_VALUE ? text.slice(0, LONGEST_VALUE) : text);
  if (clean === text && CLEAN.size < MOST_CLEAN && WORDS.test(text)) CLEAN.add(text);
  return clean;
}

/** Methods, routes, names of tables: texts that come again and again, and were found clean once. No ids are among them. */
const CLEAN = new Set<string>();
const MOST_CLEAN = 1_000;
const WORDS = /^[\x20-\x2f\x3a-\x7e]{1,100}$/;
