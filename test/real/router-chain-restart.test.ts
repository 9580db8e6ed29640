import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Chain, startChain } from "./router-chain.ts";

let chain: Chain;
beforeAll(async () => {
  chain = await startChain({ replicas: 2 });
});
afterAll(async () => {
  await chain.close();
});

it("two replicas of Prometheus tell of one outage: who took it is not woken again by a Prometheus and an Alertmanager that come back without their volumes, and it ends once", {
  timeout: 400_000,
}, async () => {
  const { pagerDuty, told, until } = chain;
  await sleep(30_000);
  expect(told()).toEqual([]);

  chain.traffic = "outage";
  await until(() => told().length > 0, 120);
  await pagerDuty.act(pagerDuty.events[0]?.dedup_key ?? "", { what: "acknowledge" }, "Mei-Ling");
  await until(() => told().includes("acknowledge"));

  // It has no past: its alerts begin later than those of the other replica, and are merged with them.
  await chain.restartPrometheus(0);
  await sleep(20_000);
  // It has no notification log: it tells everything again.
  await chain.restartAlertmanager(0);
  await sleep(30_000);
  expect(told()).toEqual(["trigger orders-availability", "acknowledge"]);

  chain.traffic = "recovery";
  await until(() => told().includes("resolve"), 180);
  await sleep(15_000);
  expect(told()).toEqual(["trigger orders-availability", "acknowledge", "resolve"]);
  expect(pagerDuty.account.all.map(({ status }) => status)).toEqual(["resolved"]);
});
