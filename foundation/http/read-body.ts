import type { IncomingMessage } from "node:http";
import { pipeline, type Readable, type Transform } from "node:stream";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";

const UNPACKERS: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  "x-gzip": createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

/** Why a body was not read; the status says it to the sender. */
export class UnreadBody extends Error {
  readonly status: 400 | 413 | 415 | 503;

  constructor(status: UnreadBody["status"], message: string) {
    super(message);
    this.status = status;
  }
}

/** What bodies that are held at one time may weigh together. They are weighed as they come: nobody is taken at his word. */
export class BodyBudget {
  readonly #most: number;
  #held = 0;

  constructor(most: number) {
    this.#most = most;
  }

  /** False when it is too much. A body that comes alone is never too much: its own limit bounds it. */
  take(bytes: number, own: number): boolean {
    if (this.#held > own && this.#held + bytes > this.#most) return false;
    this.#held += bytes;
    return true;
  }

  give(bytes: number): void {
    this.#held -= bytes;
  }
}

export interface ReadBodyOptions {
  /** Bytes of one body, unpacked. */
  readonly most: number;
  readonly budget: BodyBudget;
  /** Calls what it is given once the body is no longer held: when the answer is out. */
  readonly onReleased: (give: () => void) => void;
}

/** Reads a request's body and unpacks it. Rejects with an UnreadBody. */
export async function readBody(request: IncomingMessage, options: ReadBodyOptions): Promise<Buffer> {
  const { most, budget, onReleased } = options;
  const announced = Number(request.headers["content-length"]);
  if (announced > most) throw new UnreadBody(413, `the body has more than ${most} bytes`);
  let bytes = 0;
  onReleased(() => budget.give(bytes));
  const chunks: Buffer[] = [];
  try {
    // The connection stays: it carries the answer.
    for await (const chunk of unpacked(request).iterator({ destroyOnReturn: false })) {
      if (!Buffer.isBuffer(chunk)) throw new Error("the request was read as text");
      if (bytes + chunk.length > most) throw new UnreadBody(413, `the body has more than ${most} bytes`);
      if (!budget.take(chunk.length, bytes)) throw new UnreadBody(503, "too many large bodies at once; try again");
      bytes += chunk.length;
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof UnreadBody) throw error;
    throw new UnreadBody(400, `the body cannot be read: ${error instanceof Error ? error.message : "broken off"}`);
  }
  return Buffer.concat(chunks);
}

function unpacked(request: IncomingMessage): Readable {
  const encoding = (request.headers["content-encoding"] ?? "identity").trim().toLowerCase();
  if (encoding === "identity") return request;
  const unpacker = UNPACKERS[encoding];
  if (unpacker === undefined) throw new UnreadBody(415, `the encoding ${encoding.slice(0, 40)} is not known`);
  // What goes wrong on either side ends the iteration of the unpacked side.
  return pipeline(request, unpacker(), () => undefined);
}
