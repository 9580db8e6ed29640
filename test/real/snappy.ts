/** The tag of a literal whose length, minus one, follows in 4 bytes. */
const LITERAL_WITH_4_BYTE_LENGTH = 63 << 2;

/**
 * A snappy block that holds `bytes` as one literal: legal, and nothing is compressed. Remote write accepts only snappy.
 * See https://github.com/google/snappy/blob/main/format_description.txt.
 */
export function snappyLiteral(bytes: Uint8Array): Uint8Array<ArrayBuffer> {
  const header: number[] = [];
  let length = bytes.length;
  while (length >= 0x80) {
    header.push((length & 0x7f) | 0x80);
    length >>>= 7;
  }
  header.push(length, LITERAL_WITH_4_BYTE_LENGTH);
  const block = new Uint8Array(header.length + 4 + bytes.length);
  block.set(header);
  new DataView(block.buffer).setUint32(header.length, bytes.length - 1, true);
  block.set(bytes, header.length + 4);
  return block;
}
