/** The few wire types of protocol buffers that remote write needs, appended to a buffer that grows. */
export interface ProtobufWriter {
  readonly string: (field: number, value: string) => void;
  readonly double: (field: number, value: number) => void;
  /** The bits of a double: JavaScript does not keep apart the NaNs that Prometheus does. */
  readonly doubleBits: (field: number, bits: bigint) => void;
  /** A non-negative integer below 2^53. */
  readonly uint: (field: number, value: number) => void;
  /** A zigzag integer (sint32, sint64). */
  readonly sint: (field: number, value: number) => void;
  readonly packedSints: (field: number, values: readonly number[]) => void;
  readonly message: (field: number, write: () => void) => void;
  readonly size: () => number;
  /** A copy of what was written; the writer is empty afterwards. */
  readonly take: () => Uint8Array<ArrayBuffer>;
}

const VARINT = 0;
const FIXED64 = 1;
const DELIMITED = 2;

const TEXT = new TextEncoder();

/** See https://protobuf.dev/programming-guides/encoding/. */
export function protobufWriter(): ProtobufWriter {
  let bytes = new Uint8Array(1 << 16);
  let view = new DataView(bytes.buffer);
  let at = 0;

  const room = (more: number) => {
    if (at + more <= bytes.length) return;
    const larger = new Uint8Array(Math.max(bytes.length * 2, at + more));
    larger.set(bytes);
    bytes = larger;
    view = new DataView(bytes.buffer);
  };
  const varint = (value: number) => {
    room(10);
    let rest = value;
    while (rest >= 0x80) {
      bytes[at++] = (rest % 0x80) | 0x80;
      rest = Math.floor(rest / 0x80);
    }
    bytes[at++] = rest;
  };
  const tag = (field: number, wireType: number) => varint(field * 8 + wireType);
  const zigzag = (value: number) => (value < 0 ? -2 * value - 1 : 2 * value);
  const delimited = (field: number, write: () => void) => {
    tag(field, DELIMITED);
    const start = at;
    write();
    const length = at - start;
    const prefix = varintSize(length);
    room(prefix);
    bytes.copyWithin(start + prefix, start, at);
    at = start;
    varint(length);
    at = start + prefix + length;
  };

  return {
    string: (field, value) =>
      delimited(field, () => {
        room(value.length * 3);
        at += TEXT.encodeInto(value, bytes.subarray(at)).written;
      }),
    double: (field, value) => {
      tag(field, FIXED64);
      room(8);
      view.setFloat64(at, value, true);
      at += 8;
    },
    doubleBits: (field, bits) => {
      tag(field, FIXED64);
      room(8);
      view.setBigUint64(at, bits, true);
      at += 8;
    },
    uint: (field, value) => {
      tag(field, VARINT);
      varint(value);
    },
    sint: (field, value) => {
      tag(field, VARINT);
      varint(zigzag(value));
    },
    packedSints: (field, values) =>
      delimited(field, () => {
        for (const value of values) varint(zigzag(value));
      }),
    message: delimited,
    size: () => at,
    take: () => {
      const taken = bytes.slice(0, at);
      at = 0;
      return taken;
    },
  };
}

function varintSize(value: number): number {
  let size = 1;
  for (let rest = value; rest >= 0x80; rest = Math.floor(rest / 0x80)) size++;
  return size;
}
