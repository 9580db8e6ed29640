import { createHash } from "node:crypto";
import type { Finding } from "../../../foundation/findings/finding.ts";
import type { Field } from "./field.ts";
import { DIALECT_RULES } from "./rules.ts";
import { Sourced } from "./sourced.ts";

const NAME = /^[a-z][a-z0-9-]{0,62}$/;
const LONGEST = 63;

/**
 * The id that a name becomes, always the same for the same name: small letters, digits and hyphens. What is too long, or nothing but
 * other characters, ends in a hash of the whole.
 */
export function idOf(name: string): string {
  if (NAME.test(name)) return name;
  const words = name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1-$2")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-+|-+$/g, "");
  const fitting = /^[a-z]/.test(words) ? words : `s-${words}`;
  if (words !== "" && fitting.length <= LONGEST) return fitting;
  const hash = createHash("sha256").update(name).digest("hex").slice(0, 8);
  return `${fitting.slice(0, LONGEST - hash.length - 1).replaceAll(/-+$/g, "")}-${hash}`;
}

/** The id of what a field names, and a word about it when it is another one. */
export function readName(field: Field): { readonly value: Sourced; readonly findings: readonly Finding[] } {
  const name = field.text ?? "";
  const id = idOf(name);
  const advice =
    "Ids have small letters, digits and hyphens, and history hangs on them: keep the name, or take the id.";
  const changed = field.at.finding(DIALECT_RULES["dialect-name"], `\`${name}\` becomes \`${id}\``, advice);
  return { value: new Sourced(id, field.at), findings: id === name ? [] : [changed] };
}
