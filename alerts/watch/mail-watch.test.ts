import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import pino, { type Logger } from "pino";
import { afterEach, describe, expect, it, vi } from "vitest";
import { startTestRouter } from "../../test/alerts/started-router.ts";
import { watchMail } from "./mail-watch.ts";
import { startOutgoingHeartbeat } from "./outgoing-heartbeat.ts";

const EVERY_MS = 300_000;

function logOf(): { readonly log: Logger; readonly lines: () => string[] } {
  const written: string[] = [];
  const log = pino({ base: null, timestamp: false }, { write: (line) => void written.push(line) });
  return { log, lines: () => written.map((line) => JSON.parse(line).msg) };
}

afterEach(() => {
  vi.useRealTimers();
});

describe("mail that cannot go out", () => {
  it("is said when it begins, when its reason changes and when it is over, and not each time it is asked", async () => {
    vi.useFakeTimers();
    const { log, lines } = logOf();
    let trouble: string | undefined = "a certificate that does not verify";
    const watch = watchMail(async () => trouble, log);
    await vi.advanceTimersByTimeAsync(10 * EVERY_MS);
    expect(lines()).toEqual(["mail cannot go out: pages that PagerDuty does not take would reach nobody"]);
    expect(watch.check()).toMatchObject({ name: "mail", ok: false, detail: trouble });
    trouble = "another reason";
    await vi.advanceTimersByTimeAsync(EVERY_MS);
    trouble = undefined;
    await vi.advanceTimersByTimeAsync(2 * EVERY_MS);
    expect(lines().slice(2)).toEqual(["mail can go out again"]);
    expect(watch.check().ok).toBe(true);
    watch.close();
  });

  it("is not fine while nobody knows", () => {
    const watch = watchMail(() => new Promise(() => undefined), pino({ enabled: false }));
    expect(watch.check()).toMatchObject({ ok: false, detail: "the mail server has not answered yet" });
    watch.close();
  });

  it.each([
    ["SMTP_URL is not set: no mail goes out", "degraded"],
    [undefined, "ready"],
  ])("shows in /readyz: %s", async (trouble, status) => {
    const router = await startTestRouter({ mailTrouble: async () => trouble });
    await vi.waitFor(async () => {
      const ready: unknown = await (await fetch(`${router.adminUrl}/readyz`)).json();
      expect(ready).toMatchObject({ status });
    });
    await router.close();
  });

  it.each([
    ["SMTP_URL is not set: no mail goes out", 0],
    [undefined, 1],
  ])("stops the router's own sign of life: %s", async (trouble, beats) => {
    let heard = 0;
    const watcher = createServer((_request, response) => {
      heard++;
      response.end();
    });
    await new Promise<void>((resolve) => watcher.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(watcher.address() as AddressInfo).port}/`;
    const { log, lines } = logOf();
    const watch = watchMail(async () => trouble, log);
    await sleep(10);
    const heartbeat = startOutgoingHeartbeat(url, async () => [watch.check()], log);
    await vi.waitFor(() => expect([heard, lines().includes("no heartbeat is sent")]).toEqual([beats, beats === 0]));
    watch.close();
    await heartbeat.close();
    watcher.close();
  });
});
