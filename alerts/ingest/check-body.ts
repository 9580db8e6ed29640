import type { Static, TSchema } from "typebox";
import { checkOf, type Offence } from "../../foundation/schema/check.ts";
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

export function cleanText(text: string): string {
  return text.includes("\u0000") || !text.isWellFormed() ? text.replaceAll("\u0000", "\uFFFD").toWellFormed() : text;
}
