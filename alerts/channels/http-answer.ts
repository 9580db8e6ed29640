import { type Answer, type Call, CallError, type Caller } from "../../foundation/http/call.ts";
import type { Attempt } from "./channel.ts";

const ANSWERS_WITHIN_MS = 10_000;
const MOST_READ_BYTES = 16_384;
const MOST_SHOWN = 500;

/** Posts a message as JSON; `judge` says how the attempt ended, by an answer for people to read. Nobody there is worth another attempt. */
export async function post(
  caller: Caller,
  message: Pick<Call, "url" | "headers"> & { readonly body: string; readonly signal: AbortSignal },
  judge: (answer: Answer) => Attempt,
): Promise<Attempt> {
  const headers = { "content-type": "application/json", ...message.headers };
  try {
    const limits = { withinMs: ANSWERS_WITHIN_MS, mostBytes: MOST_READ_BYTES, whenLonger: "cut" } as const;
    const answer = await caller.call({ ...message, ...limits, method: "POST", headers });
    return judge({ ...answer, text: answer.text.replaceAll(/\s+/g, " ").slice(0, MOST_SHOWN) });
  } catch (error) {
    if (error instanceof CallError) return { outcome: "retry", detail: error.message.slice(0, MOST_SHOWN) };
    throw error;
  }
}
