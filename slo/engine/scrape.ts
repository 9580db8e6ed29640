import { fetch } from "undici";

/** More than any target of ours exposes; what sends more is not read to its end. */
export const LARGEST_EXPOSITION = 32 * 1024 * 1024;

/** Asks a target for its metrics. Rejects with one line that says why there are none. */
export async function scrape(url: string, signal: AbortSignal): Promise<string> {
  try {
    const response = await fetch(url, {
      signal,
      headers: { accept: "application/openmetrics-text;version=1.0.0;q=0.9,text/plain;version=0.0.4;q=0.8" },
    });
    if (!response.ok) {
      await response.body?.cancel();
      throw new Error(`it answered ${response.status}`);
    }
    return await readAll(response.body);
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    throw cause instanceof Error ? cause : new Error(String(cause));
  }
}

async function readAll(body: AsyncIterable<Uint8Array> | null): Promise<string> {
  const decoder = new TextDecoder("utf-8", { fatal: true });
  let text = "";
  let length = 0;
  for await (const chunk of body ?? []) {
    length += chunk.byteLength;
    if (length > LARGEST_EXPOSITION) throw new Error(`it answered more than ${LARGEST_EXPOSITION / 1_048_576} MB`);
    try {
      text += decoder.decode(chunk, { stream: true });
    } catch {
      throw new Error("its answer is not UTF-8 text");
    }
  }
  return text;
}
