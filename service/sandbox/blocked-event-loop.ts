import type { Faults } from "./faults.ts";

const EVERY_MS = 1_000;
const BLOCK_MS = 500;

/** While the event loop's fault is on, blocks the loop once a second, as a long calculation or a huge JSON does. */
export function startBlockingEventLoop(faults: Faults): { readonly close: () => void } {
  const timer = setInterval(() => {
    const fault = faults.strike("event-loop");
    if (fault === undefined) return;
    const until = performance.now() + (fault.latencyMs ?? BLOCK_MS);
    while (performance.now() < until);
  }, EVERY_MS);
  timer.unref();
  return { close: () => clearInterval(timer) };
}
