import type { Scalar } from "yaml";

/**
 * The offset in `text` of character `inner` of a scalar's value. The value is walked beside its source: quotes and the header of a
 * block are skipped, white space matches white space (folds, indentation), and an escape counts as one character.
 */
export function scalarOffset(text: string, scalar: Scalar, inner: number): number {
  const [start = 0, end = text.length] = scalar.range ?? [];
  const value = String(scalar.value);
  let at = contentStart(text, scalar, start);
  for (let index = 0; index < inner && at < end; index += 1) {
    at = skipTo(text, at, value.charAt(index)) + 1;
  }
  return Math.min(inner < value.length ? skipTo(text, at, value.charAt(inner)) : at, end);
}

function contentStart(text: string, scalar: Scalar, start: number): number {
  if (scalar.type === "QUOTE_DOUBLE" || scalar.type === "QUOTE_SINGLE") return start + 1;
  if (scalar.type === "BLOCK_FOLDED" || scalar.type === "BLOCK_LITERAL") return text.indexOf("\n", start) + 1;
  return start;
}

/** The offset, at or after `at`, of the last source character that stands for `character`. */
function skipTo(text: string, at: number, character: string): number {
  if (text.charAt(at) === character) return at;
  if (/\s/.test(character)) return /\s/.test(text.charAt(at)) ? at : at + 1;
  let offset = at;
  while (/\s/.test(text.charAt(offset))) offset += 1;
  if (text.charAt(offset) === "\\" && character !== "\\") return offset + 1;
  return offset;
}
