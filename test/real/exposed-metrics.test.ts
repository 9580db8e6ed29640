import { spawnSync } from "node:child_process";
import { expect, it } from "vitest";
import { alert, startTestRouter, webhook } from "../alerts/started-router.ts";
import { startTestService } from "../service/started-service.ts";

/** What promtool finds to complain about. */
function complaints(text: string): string {
  const { stdout, stderr, status } = spawnSync("promtool", ["check", "metrics"], { input: text, encoding: "utf8" });
  return status === 0 ? "" : stdout + stderr;
}

it("promtool has nothing to say about what the service exposes while it works", async () => {
  const service = await startTestService();
  await service.order("customer-1");
  await service.as("customer-1", { method: "GET", route: "/feature-flags" });
  const text = await service.metrics();
  expect(text).toContain('orders_placed_total{channel="app",outcome="placed"} 1');
  expect(complaints(text)).toBe("");
  await service.close();
});

it("promtool has nothing to say about what the router exposes while it works", async () => {
  const router = await startTestRouter();
  await router.post(webhook(alert({ slo: "orders-availability" })));
  const text = await (await fetch(`${router.adminUrl}/metrics`)).text();
  expect(text.length).toBeGreaterThan(5_000);
  expect(complaints(text)).toBe("");
  await router.close();
});
