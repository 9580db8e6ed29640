import type { Finding } from "../../../foundation/findings/finding.ts";
import type { Field } from "./field.ts";
import { DIALECT_RULES } from "./rules.ts";

/** A word about everything in an object that its reader did not ask for: nothing of a file is passed over in silence. */
export function unreadFields(object: Field): Finding[] {
  return Array.from(object.unread(), ({ at }) => {
    const advice = "Nothing here says this: take it out, or keep the file with the tool that reads it.";
    return at.keyFinding(DIALECT_RULES["dialect-field"], "this has no counterpart and is passed over", advice);
  });
}
