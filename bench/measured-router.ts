import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startTestRouter } from "../test/alerts/started-router.ts";

/** What PagerDuty takes to answer. */
const PAGERDUTY_MS = 150;

/** The alert router in a process of its own, with its database on disk; tells its parent when a page arrives, and its memory. */
const folder = mkdtempSync(join(tmpdir(), "bench-router-"));
const router = await startTestRouter({
  env: { DATABASE_URL: `sqlite:${join(folder, "alerts.db")}` },
  answer: async ({ subject, action, destination }) => {
    await sleep(PAGERDUTY_MS);
    process.send?.({ arrived: subject.labels["slo"] ?? subject.labels["alertname"], action, kind: destination.kind });
    return { outcome: "accepted", detail: "" };
  },
});
let highest = 0;
const watch = setInterval(() => {
  highest = Math.max(highest, process.memoryUsage.rss());
}, 50);
process.on("message", async (message) => {
  if (message === "memory") process.send?.({ highest });
  if (message === "stop") {
    clearInterval(watch);
    await router.close();
    rmSync(folder, { recursive: true, force: true });
    process.disconnect();
  }
});
process.send?.({ url: router.url });
