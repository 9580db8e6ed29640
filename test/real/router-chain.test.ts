import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Chain, startChain } from "./router-chain.ts";

let chain: Chain;
beforeAll(async () => {
  chain = await startChain({ replicas: 1 });
});
afterAll(async () => {
  await chain.close();
});

describe("from a failing request to a person and back", () => {
  it("one page from two Alertmanagers, acknowledged in PagerDuty, resolved when it is over", {
    timeout: 240_000,
  }, async () => {
    const { pagerDuty, routerMetrics, told, until } = chain;
    // A quiet time first: Alertmanagers of a cluster wait for each other, and then the watchdog's sign of life arrives.
    await sleep(30_000);
    const arrived = /alert_router_notifications_total\{source="alertmanager",outcome="stored"\} [1-9]/;
    expect(await routerMetrics()).toMatch(arrived);
    expect(told()).toEqual([]);

    chain.traffic = "outage";
    await until(() => told().length > 0, 90);
    const [page] = pagerDuty.events;
    expect(page?.payload).toMatchObject({
      summary: expect.stringMatching(/^[\d.]+% of events are bad: Customers can order; promised are 99\.9% over 30d$/),
      severity: "critical",
      custom_details: { description: expect.stringMatching(/Error budget left of 30d: -?[\d.,]+%\.$/) },
    });
    expect(page?.links).toContainEqual({ href: "https://console.example/runbooks/orders", text: "Runbook" });

    await pagerDuty.act(page?.dedup_key ?? "", { what: "acknowledge" }, "Mei-Ling");
    await until(() => told().includes("acknowledge"));
    chain.traffic = "recovery";
    await until(() => told().includes("resolve"), 120);
    // Both Alertmanagers told it, some of it twice; people were told once.
    expect(told()).toEqual(["trigger orders-availability", "acknowledge", "resolve"]);
    expect(pagerDuty.account.all.map(({ status, alerts }) => [status, alerts.map((one) => one.events)])).toEqual([
      ["resolved", [1]],
    ]);
    const text = await routerMetrics();
    expect(text).toContain('alert_router_pages_total{outcome="in_time"} 1');
    expect(text).toContain('alert_router_pages_total{outcome="late"} 0');
  });

  it("the silence of Prometheus pages, and ends when it speaks again", { timeout: 120_000 }, async () => {
    const { alertmanagers, pagerDuty, until } = chain;
    const before = pagerDuty.events.length;
    for (const { stop } of alertmanagers) await stop();
    await until(() => pagerDuty.events.length > before, 90);
    expect(pagerDuty.events.at(-1)?.payload?.summary).toMatch(/Watchdog is silent/);
  });
});
