/** A text in at most `bytes` of UTF-8; what is cut ends in an ellipsis, never in half a character. */
export function shortened(text: string, bytes: number): string {
  if (text.length * 3 <= bytes || Buffer.byteLength(text) <= bytes) return text;
  const ellipsis = "…";
  let cut = "";
  let left = bytes - Buffer.byteLength(ellipsis);
  for (const character of text) {
    left -= Buffer.byteLength(character);
    if (left < 0) break;
    cut += character;
  }
  return cut + ellipsis;
}
