/**
 * A copy of the first `longest` UTF-16 units of a text that somebody else sent, for who keeps it. V8 cuts a text by pointing
 * into it: a slice of 13 characters or more keeps the whole of what it was cut from, be it a header of 16 kB.
 */
export function keptText(text: string, longest = text.length): string {
  return Buffer.from(text.slice(0, longest), "utf16le").toString("utf16le");
}
