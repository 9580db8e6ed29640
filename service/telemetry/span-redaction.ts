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
  for (const key in attributes) attributes[key] = redactedValue(attributes[key]);
}

function redactedValue(value: AttributeValue | undefined): AttributeValue | undefined {
  if (typeof value === "string") return redacted(value);
  if (!Array.isArray(value)) return value;
  return value.map((item) => (typeof item === "string" ? redacted(item) : null));
}

function redacted(text: string): string {
  return redactText(text.length > LONGEST_VALUE ? text.slice(0, LONGEST_VALUE) : text);
}
