import type { Static, TSchema } from "typebox";
import { checkOf, type Offence } from "../../foundation/schema/check.ts";
import type { Labels } from "../routing/routing.ts";
import { MalformedNotification } from "./notification.ts";

const SHOWN_POINTER = 200;

/** A check of bodies by a schema, which tolerates keys that it does not know. Throws MalformedNotification. */
export function bodyCheck<Schema extends TSchema>(schema: Schema): (body: unknown) => Static<Schema> {
  const check = checkOf(schema);
  return (body) => {
    if (check(body)) return body;
    throw new MalformedNotification(explain(check.offences(body)[0]));
  };
}

function explain(error: Offence | undefined): string {
  return `${(error?.instancePath || "the body").slice(0, SHOWN_POINTER)} ${error?.message ?? "does not fit"}`;
}

/** An RFC 3339 time as Unix milliseconds. Throws MalformedNotification. */
export function timeOf(text: string, pointer: string): number {
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new MalformedNotification(`${pointer} is not a time`);
  return time;
}

/** Labels that every database can keep: without NUL, without halves of characters. Most are fine, and are not copied. */
export function cleanLabels(labels: Labels): Labels {
  const texts = Object.entries(labels).flat();
  if (texts.every((text) => cleanText(text) === text)) return labels;
  // Made of entries, so that a label named __proto__ is a label.
  return Object.fromEntries(Object.entries(labels).map(([name, value]) => [cleanText(name), cleanText(value)]));
}

export function cleanText(text: string): string {
  return text.includes("\u0000") || !text.isWellFormed() ? text.replaceAll("\u0000", "\uFFFD").toWellFormed() : text;
}
