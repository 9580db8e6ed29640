import type { Logger } from "pino";
import { Caller } from "../../foundation/http/call.ts";
import type { Check } from "../http/admin.ts";

const EVERY_MS = 60_000;
const POST = { method: "POST", withinMs: 10_000, mostBytes: 16_384, whenLonger: "cut" } as const;

/**
 * Tells a watcher outside that pages still go out: its silence is somebody else's alarm. Says nothing while a check fails,
 * since a router that lives and cannot page is as bad as a dead one.
 */
export function startOutgoingHeartbeat(
  url: string | undefined,
  check: () => Promise<readonly Check[]>,
  log: Logger,
): { readonly close: () => Promise<void> } {
  if (url === undefined) return { close: async () => undefined };
  const caller = new Caller();
  const beat = async (): Promise<void> => {
    const broken = (await check()).filter(({ ok }) => !ok);
    if (broken.length > 0) {
      log.warn({ broken: broken.map(({ name }) => name) }, "no heartbeat is sent");
      return;
    }
    const { status } = await caller.call({ ...POST, url });
    if (status < 200 || status >= 300) throw new Error(`the watcher answered ${status}`);
  };
  const beatSafely = () =>
    void beat().catch((error: unknown) => log.warn({ err: error }, "the heartbeat did not arrive"));
  const timer = setInterval(beatSafely, EVERY_MS);
  beatSafely();
  return {
    close: async () => {
      clearInterval(timer);
      await caller.close();
    },
  };
}
