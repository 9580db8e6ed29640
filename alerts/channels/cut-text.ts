const graphemes = new Intl.Segmenter("und", { granularity: "grapheme" });
/** Nothing that people see as one character is longer than this without meaning to be a nuisance. */
const LONGEST_GRAPHEME = 64;

/**
 * At most `most` Unicode code points, with `mark` in place of what is left out. Never through the middle of what people see as
 * one character (a flag, a family, a letter with its accents), and never half a surrogate pair.
 */
export function cutText(text: string, most: number, mark: string): string {
  // A code point is two units at most: what lies beyond cannot be in the answer, however long the text.
  const whole = text.slice(0, 2 * most + LONGEST_GRAPHEME).toWellFormed();
  if (text.length <= most || (whole.length === text.length && lengthOf(whole) <= most)) return whole;
  const room = most - lengthOf(mark);
  let taken = "";
  let length = 0;
  for (const { segment } of graphemes.segment(whole)) {
    length += lengthOf(segment);
    if (length > room) break;
    taken += segment;
  }
  // One character that is longer than all the room is cut after all: something is better than nothing.
  return (taken === "" ? Array.from(whole).slice(0, room).join("") : taken) + mark;
}

function lengthOf(text: string): number {
  return Array.from(text).length;
}
