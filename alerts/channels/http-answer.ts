import type { Attempt } from "./channel.ts";

const MOST_READ_BYTES = 16_384;
const MOST_SHOWN = 500;

/** The beginning of an answer's body, for people to read. The rest is not waited for. */
export async function readSome(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    chunks.push(chunk);
    bytes += chunk.length;
    if (bytes >= MOST_READ_BYTES) break;
  }
  return Buffer.concat(chunks).toString("utf8").replaceAll(/\s+/g, " ").slice(0, MOST_SHOWN);
}

/** Nobody answered: refused, silent, a name that is none, a certificate that is wrong. Worth another attempt. */
export function networkTrouble(error: unknown): Attempt {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  const code = cause instanceof Error && "code" in cause ? ` (${String(cause.code)})` : "";
  return {
    outcome: "retry",
    detail: `no answer: ${cause instanceof Error ? cause.message : "failed"}${code}`.slice(0, MOST_SHOWN),
  };
}
