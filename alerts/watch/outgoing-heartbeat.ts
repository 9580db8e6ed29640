import type { Logger } from "pino";
import type { Check } from "../http/admin.ts";

const EVERY_MS = 60_000;
const TIMEOUT_MS = 10_000;

/**
 * Tells a watcher outside that pages still go out: its silence is somebody else's alarm. Says nothing while a check fails,
 * since a router that lives and cannot page is as bad as a dead one.
 */
export function startOutgoingHeartbeat(
  url: string | undefined,
  check: () => Promise<readonly Check[]>,
  log: Logger,
): { readonly close: () => void } {
  if (url === undefined) return { close: () => undefined };
  const beat = async (): Promise<void> => {
    const broken = (await check()).filter(({ ok }) => !ok);
    if (broken.length > 0) {
      log.warn({ broken: broken.map(({ name }) => name) }, "no heartbeat is sent");
      return;
    }
    const answer = await fetch(url, { method: "POST", signal: AbortSignal.timeout(TIMEOUT_MS) });
    await answer.body?.cancel();
    if (!answer.ok) throw new Error(`the watcher answered ${answer.status}`);
  };
  const beatSafely = () =>
    void beat().catch((error: unknown) => log.warn({ err: error }, "the heartbeat did not arrive"));
  const timer = setInterval(beatSafely, EVERY_MS);
  beatSafely();
  return { close: () => clearInterval(timer) };
}
