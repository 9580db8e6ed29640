/** PromQL string literals follow Go's: `"` and `'` take escapes, backticks take none (https://prometheus.io/docs/prometheus/latest/querying/basics/#string-literals). */

const SIMPLE: Readonly<Record<string, string>> = { a: "\x07", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" };
const ESCAPE = /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|(.))/gs;

/** The value of a literal, quotes included in `literal`. */
export function unquote(literal: string): string {
  const body = literal.slice(1, -1);
  if (literal.startsWith("`")) return body;
  return body.replace(ESCAPE, (_match, x?: string, u?: string, long?: string, octal?: string, single = "") => {
    const hex = x ?? u ?? long;
    if (hex !== undefined) return String.fromCodePoint(Math.min(Number.parseInt(hex, 16), 0x10ffff));
    if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
    return SIMPLE[single] ?? single;
  });
}

/** Characters that YAML does not take as they are, or that nobody sees. */
const UNPRINTABLE = /[\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** Text that needs no escape at all: nearly every label value. */
const PLAIN = /^[ !#-[\]-~]*$/;

/** A double-quoted literal of printable characters. JSON's escapes are a subset of Go's. */
export function quote(value: string): string {
  if (PLAIN.test(value)) return `"${value}"`;
  return JSON.stringify(value).replace(
    UNPRINTABLE,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
