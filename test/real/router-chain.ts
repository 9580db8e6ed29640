import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
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

/**
 * Everything that lies between a failing request and a person: real Prometheus replicas with compiled rules, two real
 * Alertmanagers with the compiled configuration, the router, PagerDuty over HTTPS and mail over SMTP. The rules are made for
 * minutes; here they are evaluated every second.
 */
export interface Chain {
  traffic: keyof typeof TRAFFIC;
  readonly prometheuses: readonly Prometheus[];
  readonly alertmanagers: readonly Alertmanager[];
  readonly router: TestRouter;
  readonly pagerDuty: PagerDutySandbox;
  readonly mailbox: Mailbox;
  /** What PagerDuty was told, in order: "trigger orders-availability", "acknowledge". */
  readonly told: () => string[];
  readonly routerMetrics: () => Promise<string>;
  readonly until: (condition: () => boolean, seconds?: number) => Promise<void>;
  /** Ends one and starts it anew, with an empty volume. */
  readonly restartPrometheus: (index: number) => Promise<void>;
  readonly restartAlertmanager: (index: number) => Promise<void>;
  readonly close: () => Promise<void>;
}

export async function startChain({ replicas }: { readonly replicas: number }): Promise<Chain> {
  const folder = mkdtempSync(join(tmpdir(), "router-chain-"));
  const pagerDuty = await startPagerDutySandbox({
    webhook: { url: () => `${router.url}/v1/pagerduty`, secrets: [TOKEN] },
  });
  const mailbox = await startMailbox();
  const events = pagerDutyDelivery({ host: pagerDuty.host, ca: pagerDuty.ca });
  const hooks = webhookDelivery({}, Date.now);
  const email = emailChannel({ url: mailbox.url, from: "alerts@luckygas.example", timeZone: () => "Asia/Taipei" });
  const router = await startTestRouter({
    routing: () => ({
      ...TEST_ROUTING,
      deadMansSwitch: { alertname: "Watchdog", timeout: 40_000, escalation: "oncall" },
    }),
    deliver: deliverBy({ pagerduty: events.deliver, webhook: hooks.deliver, email: email.deliver }),
  });
  const files = await compiled(folder, router.url);

  const places = await Promise.all([1, 2].map(async () => ({ gossip: await freePort(), port: await freePort() })));
  const launchAlertmanager = async (index: number): Promise<Alertmanager> => {
    const addresses = places.map(({ gossip }) => `127.0.0.1:${gossip}`);
    const peers = addresses.filter((_, other) => other !== index);
    const { port } = places[index] ?? { port: 0 };
    return startAlertmanager(files.alertmanager, { address: addresses[index] ?? "", peers, port });
  };
  const alertmanagers: Alertmanager[] = [];
  for (const index of places.keys()) alertmanagers.push(await launchAlertmanager(index));

  const requests = { good: 0, bad: 0 };
  const subject = createServer((_request, response) => {
    // Each replica scrapes: the counters grow by half as much for each of two.
    requests[chain.traffic === "outage" ? "bad" : "good"] += TRAFFIC[chain.traffic];
    response.end(
      `# TYPE requests_total counter\nrequests_total{code="200"} ${requests.good}\nrequests_total{code="500"} ${requests.bad}\n`,
    );
  });
  await new Promise<void>((resolve) => subject.listen(0, "127.0.0.1", resolve));
  const launchPrometheus = async (): Promise<Prometheus> =>
    startPrometheus({
      scrapes: { orders: `127.0.0.1:${(subject.address() as AddressInfo).port}` },
      ruleFiles: files.rules,
      alertmanagers: places.map(({ port }) => `127.0.0.1:${port}`),
    });
  const prometheuses: Prometheus[] = [];
  while (prometheuses.length < replicas) prometheuses.push(await launchPrometheus());

  const told = () =>
    pagerDuty.events.map(({ event_action, payload }) => `${event_action} ${payload?.component ?? ""}`.trim());
  const chain: Chain = {
    traffic: "quiet",
    prometheuses,
    alertmanagers,
    router,
    pagerDuty,
    mailbox,
    told,
    routerMetrics: async () => (await fetch(`${router.adminUrl}/metrics`)).text(),
    until: async (condition, seconds = 60) => {
      for (let tries = 0; !condition(); tries++) {
        if (tries > seconds * 10)
          throw new Error(
            `it did not come to that: ${JSON.stringify([told(), mailbox.mails.map((one) => one.subject)])}`,
          );
        await sleep(100);
      }
    },
    restartPrometheus: async (index) => {
      await prometheuses[index]?.stop();
      prometheuses[index] = await launchPrometheus();
    },
    restartAlertmanager: async (index) => {
      await alertmanagers[index]?.stop();
      alertmanagers[index] = await launchAlertmanager(index);
    },
    close: async () => {
      for (const { stop } of [...prometheuses, ...alertmanagers]) await stop();
      await router.close();
      await events.close();
      await hooks.close();
      await pagerDuty.close();
      await mailbox.close();
      subject.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
  return chain;
}

async function compiled(folder: string, routerUrl: string): Promise<{ rules: string[]; alertmanager: string }> {
  const routerTokenFile = join(folder, "router-token");
  writeFileSync(routerTokenFile, TOKEN);
  const platform = { ...PLATFORM, scrapeInterval: 1_000, routerUrl };
  const options = { platform, timing: QUICK, routerTokenFile };
  const { paths } = await compileInto(folder, DEFINITION, "prometheus", options);
  const [alertmanager = ""] = (await compileInto(folder, DEFINITION, "alertmanager", options)).paths;
  return { rules: paths.filter((path) => path.includes("/prometheus/rules/")), alertmanager };
}
