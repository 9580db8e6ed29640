import { request as call, createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { brotliCompressSync, deflateSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BodyBudget, readBody, UnreadBody } from "./read-body.ts";

const MOST = 100_000;
let server: Server;
let budget: BodyBudget;
/** Bodies are held until a test lets their answers go. */
let hold: Promise<void> | undefined;
let held: number;

beforeEach(async () => {
  budget = new BodyBudget(150_000);
  hold = undefined;
  held = 0;
  server = createServer(async (request, response) => {
    try {
      const body = await readBody(request, {
        most: MOST,
        budget,
        onReleased: (give) => response.once("close", give),
      });
      held++;
      await hold;
      response.end(body);
    } catch (error) {
      response.writeHead(error instanceof UnreadBody ? error.status : 500).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

interface Answer {
  readonly status: number;
  readonly body: Buffer;
}

/** Posts in pieces; without a length when `isChunked`. */
async function post(
  pieces: readonly Buffer[],
  headers: Record<string, string> = {},
  isChunked = true,
): Promise<Answer> {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  return new Promise((resolve, reject) => {
    const { port } = server.address() as AddressInfo;
    const sending = call(
      {
        port,
        host: "127.0.0.1",
        method: "POST",
        headers: isChunked ? headers : { ...headers, "content-length": length },
      },
      async (response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of response) chunks.push(chunk);
        resolve({ status: response.statusCode ?? 0, body: Buffer.concat(chunks) });
      },
    );
    sending.on("error", reject);
    for (const piece of pieces) sending.write(piece);
    sending.end();
  });
}
const until = async (condition: () => boolean): Promise<void> => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 5));
};

describe("a body", () => {
  it("is read whole, in whatever pieces and packing it comes", async () => {
    const packings = { identity: (raw: Buffer) => raw, gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync };
    const packing = fc.constantFrom("identity", "gzip", "deflate", "br");
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 5_000 }),
        packing,
        fc.nat(4_999),
        fc.boolean(),
        async (raw, how, cut, isChunked) => {
          const body = Buffer.from(raw);
          const packed = packings[how as keyof typeof packings](body);
          const answer = await post(
            [packed.subarray(0, cut), packed.subarray(cut)],
            { "content-encoding": how },
            isChunked,
          );
          expect([answer.status, answer.body.equals(body)]).toEqual([200, true]);
        },
      ),
      { numRuns: 60 },
    );
  });

  it.each([
    ["is too large, and says so", [Buffer.alloc(MOST + 1)], {}, false, 413],
    ["is too large, and says nothing", [Buffer.alloc(MOST), Buffer.alloc(1)], {}, true, 413],
    [
      "is small and unpacks to too much",
      [gzipSync(Buffer.alloc(10 * MOST))],
      { "content-encoding": "gzip" },
      false,
      413,
    ],
    ["is not packed as it says", [Buffer.from("plain")], { "content-encoding": "gzip" }, false, 400],
    ["is packed in a way that nobody knows", [Buffer.from("plain")], { "content-encoding": "zip" }, false, 415],
    [
      "is cut short in its packing",
      [gzipSync(Buffer.alloc(5_000, "x")).subarray(0, 20)],
      { "content-encoding": "gzip" },
      false,
      400,
    ],
  ] as const)("that %s is refused", async (_name, pieces, headers, isChunked, status) => {
    expect((await post(pieces, headers, isChunked)).status).toBe(status);
    expect((await post([Buffer.from("after")])).status).toBe(200);
  });

  it("of unknown length weighs what it has: twenty small ones at once are no overload", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    hold = promise;
    const answers = Array.from({ length: 20 }, () => post([Buffer.alloc(1_000)]));
    await until(() => held === 20);
    resolve();
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual(Array.from({ length: 20 }, () => 200));
  });

  it("that would weigh too much beside others is asked to come again, and is taken once they are gone", async () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    hold = promise;
    const first = post([Buffer.alloc(90_000)]);
    await until(() => held === 1);
    expect((await post([Buffer.alloc(90_000)])).status).toBe(503);
    resolve();
    expect((await first).status).toBe(200);
    hold = undefined;
    expect((await post([Buffer.alloc(90_000)])).status).toBe(200);
  });
});
