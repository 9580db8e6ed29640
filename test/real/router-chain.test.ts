import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { deliverBy } from "../../alerts/channels/deliver.ts";
import { emailChannel } from "../../alerts/channels/email.ts";
import { pagerDutyDelivery } from "../../alerts/channels/pagerduty.ts";
import { webhookDelivery } from "../../alerts/channels/webhook.ts";
import { type Mailbox, startMailbox } from "../../alerts/sandbox/mailbox.ts";
import { type PagerDutySandbox, startPagerDutySandbox } from "../../alerts/sandbox/pagerduty.ts";
import { type Alertmanager, startAlertmanager } from "../../foundation/servers/alertmanager-server.ts";
import { freePort } from "../../foundation/servers/free-port.ts";
import { startTestRouter, TEST_ROUTING, type TestRouter, TOKEN } from "../alerts/started-router.ts";
import { compileInto, PLATFORM, QUICK } from "./compile.ts";
import { type Prometheus, startPrometheus } from "./prometheus.ts";

/*
 * Everything that lies between a failing request and a person: a real Prometheus with compiled rules, two real Alertmanagers
 * with the compiled configuration, the router, PagerDuty over HTTPS and mail over SMTP. The rules are made for minutes; here
 * they are evaluated every second.
 */

const DEFINITION = `service: orders
owner: order-team
tier: 1
slos:
  - name: availability
    title: Customers can order
    objective: 99.9%
    indicator: { ratio: { bad: 'requests_total{code="500"}', total: requests_total } }
    alerts: { page: { escalation: oncall }, ticket: { escalation: backlog } }
    runbook: orders
`;
/**
 * Requests between two scrapes. An outage outweighs the quiet time before it at once, even in the window of an hour; it is
 * over when what went well outweighs it a thousand times.
 */
const TRAFFIC = { quiet: 1, outage: 100, recovery: 1_000_000 };

const folder = mkdtempSync(join(tmpdir(), "router-chain-"));
const requests = { good: 0, bad: 0 };
let traffic: keyof typeof TRAFFIC = "quiet";
const subject: Server = createServer((_request, response) => {
  requests[traffic === "outage" ? "bad" : "good"] += TRAFFIC[traffic];
  response.end(
    `# TYPE requests_total counter\nrequests_total{code="200"} ${requests.good}\nrequests_total{code="500"} ${requests.bad}\n`,
  );
});
let prometheus: Prometheus;
const alertmanagers: Alertmanager[] = [];
let router: TestRouter;
let pagerDuty: PagerDutySandbox;
let mailbox: Mailbox;
let closeChannels: () => Promise<void>;

beforeAll(async () => {
  pagerDuty = await startPagerDutySandbox({ webhook: { url: () => `${router.url}/v1/pagerduty`, secrets: [TOKEN] } });
  mailbox = await startMailbox();
  const events = pagerDutyDelivery({ host: pagerDuty.host, ca: pagerDuty.ca });
  const hooks = webhookDelivery({}, Date.now);
  closeChannels = async () => {
    await events.close();
    await hooks.close();
  };
  router = await startTestRouter({
    routing: () => ({
      ...TEST_ROUTING,
      deadMansSwitch: { alertname: "Watchdog", timeout: 40_000, escalation: "oncall" },
    }),
    deliver: deliverBy({
      pagerduty: events.deliver,
      webhook: hooks.deliver,
      email: emailChannel({ url: mailbox.url, from: "alerts@luckygas.example", timeZone: () => "Asia/Taipei" }).deliver,
    }),
  });
  const files = await compiled(router.url);
  const gossip = [`127.0.0.1:${await freePort()}`, `127.0.0.1:${await freePort()}`];
  for (const address of gossip) {
    const peers = gossip.filter((peer) => peer !== address);
    alertmanagers.push(await startAlertmanager(files.alertmanager, { address, peers }));
  }
  await new Promise<void>((resolve) => subject.listen(0, "127.0.0.1", resolve));
  prometheus = await startPrometheus({
    scrapes: { orders: `127.0.0.1:${(subject.address() as AddressInfo).port}` },
    ruleFiles: files.rules,
    alertmanagers: alertmanagers.map(({ url }) => new URL(url).host),
  });
});
afterAll(async () => {
  await prometheus?.stop();
  for (const { stop } of alertmanagers) await stop();
  await router?.close();
  await closeChannels?.();
  await pagerDuty?.close();
  await mailbox?.close();
  subject.close();
  rmSync(folder, { recursive: true, force: true });
});

async function compiled(routerUrl: string): Promise<{ rules: string[]; alertmanager: string }> {
  const routerTokenFile = join(folder, "router-token");
  writeFileSync(routerTokenFile, TOKEN);
  const platform = { ...PLATFORM, scrapeInterval: 1_000, routerUrl };
  const options = { platform, timing: QUICK, routerTokenFile };
  const { paths } = await compileInto(folder, DEFINITION, "prometheus", options);
  const [alertmanager = ""] = (await compileInto(folder, DEFINITION, "alertmanager", options)).paths;
  return { rules: paths.filter((path) => path.includes("/prometheus/rules/")), alertmanager };
}

const events = () =>
  pagerDuty.events.map(({ event_action, payload }) => `${event_action} ${payload?.component ?? ""}`.trim());
const metrics = async () => (await fetch(`${router.adminUrl}/metrics`)).text();
const until = async (condition: () => boolean, seconds = 60): Promise<void> => {
  for (let tries = 0; !condition(); tries++) {
    if (tries > seconds * 10)
      throw new Error(`it did not come to that: ${JSON.stringify([events(), mailbox.mails.length])}`);
    await sleep(100);
  }
};

describe("from a failing request to a person and back", () => {
  it("one page from two Alertmanagers, acknowledged in PagerDuty, resolved when it is over", {
    timeout: 240_000,
  }, async () => {
    // A quiet time first: Alertmanagers of a cluster wait for each other, and then the watchdog's sign of life arrives.
    await sleep(30_000);
    expect(await metrics()).toMatch(/alert_router_notifications_total\{source="alertmanager",outcome="stored"\} [1-9]/);
    expect(events()).toEqual([]);

    traffic = "outage";
    await until(() => events().length > 0, 90);
    const [page] = pagerDuty.events;
    expect(page?.payload).toMatchObject({
      summary: expect.stringContaining("Customers can order"),
      severity: "critical",
    });
    expect(page?.links).toContainEqual({ href: "https://console.example/runbooks/orders", text: "Runbook" });

    await pagerDuty.act(page?.dedup_key ?? "", { what: "acknowledge" }, "Mei-Ling");
    await until(() => events().includes("acknowledge"));
    traffic = "recovery";
    await until(() => events().includes("resolve"), 120);
    // Both Alertmanagers told it, some of it twice; people were told once.
    expect(events()).toEqual(["trigger orders-availability", "acknowledge", "resolve"]);
    expect(pagerDuty.account.all.map(({ status, alerts }) => [status, alerts.map((one) => one.events)])).toEqual([
      ["resolved", [1]],
    ]);
    const text = await metrics();
    expect(text).toContain('alert_router_pages_total{outcome="in_time"} 1');
    expect(text).toContain('alert_router_pages_total{outcome="late"} 0');
  });

  it("the silence of Prometheus pages, and ends when it speaks again", { timeout: 120_000 }, async () => {
    const before = pagerDuty.events.length;
    for (const { stop } of alertmanagers.splice(0)) await stop();
    await until(() => pagerDuty.events.length > before, 90);
    expect(pagerDuty.events.at(-1)?.payload?.summary).toMatch(/Watchdog is silent/);
  });
});
