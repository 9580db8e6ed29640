import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { deliverBy } from "../../alerts/channels/deliver.ts";
import { emailChannel } from "../../alerts/channels/email.ts";
import { pagerDutyDelivery } from "../../alerts/channels/pagerduty.ts";
import { webhookDelivery } from "../../alerts/channels/webhook.ts";
import { dedupKeysAtPagerDuty } from "../../alerts/pagerduty-webhook/dedup-keys.ts";
import { type Mailbox, startMailbox } from "../../alerts/sandbox/mailbox.ts";
import { type PagerDutyMode, type PagerDutySandbox, startPagerDutySandbox } from "../../alerts/sandbox/pagerduty.ts";
import {
  alert,
  startTestRouter,
  TEST_KEYS,
  TEST_ROUTING,
  type TestRouter,
  TOKEN,
  webhook,
} from "../alerts/started-router.ts";

let pagerDuty: PagerDutySandbox;
let mailbox: Mailbox;
let router: TestRouter;
let closeChannels: () => Promise<void>;
/** Time passes a hundred times faster for the router; what waits on the network waits as long as ever. */
let ahead = 0;
let channels = TEST_ROUTING.channels;
const now = () => Date.now() + ahead;

beforeEach(async () => {
  ahead = 0;
  channels = TEST_ROUTING.channels;
  pagerDuty = await startPagerDutySandbox({
    webhook: { url: () => `${router.url}/v1/pagerduty`, secrets: [TOKEN] },
  });
  mailbox = await startMailbox();
  const events = pagerDutyDelivery({ host: pagerDuty.host, ca: pagerDuty.ca });
  const hooks = webhookDelivery({}, now);
  closeChannels = async () => {
    await events.close();
    await hooks.close();
  };
  router = await startTestRouter({
    now,
    routing: () => ({ ...TEST_ROUTING, channels }),
    random: () => 0,
    findDedupKeys: dedupKeysAtPagerDuty({ token: "a-key-to-read", host: pagerDuty.host, ca: pagerDuty.ca }),
    deliver: deliverBy({
      pagerduty: events.deliver,
      webhook: hooks.deliver,
      email: emailChannel({ url: mailbox.url, from: "alerts@luckygas.example", timeZone: () => "Asia/Taipei" }).deliver,
    }),
  });
});
afterEach(async () => {
  await closeChannels();
  await pagerDuty.close();
  await mailbox.close();
  await router.close();
});

const until = async (condition: () => boolean | Promise<boolean>, what: () => unknown): Promise<void> => {
  for (let tries = 0; !(await condition()); tries++) {
    if (tries > 600) throw new Error(`it did not come to that: ${JSON.stringify(what())}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
};
const taken = () =>
  pagerDuty.events.map(({ event_action, payload }) => `${event_action} ${payload?.summary ?? ""}`.trim());
const subjects = () => mailbox.mails.map(({ subject }) => subject);
const metrics = async () => (await fetch(`${router.adminUrl}/metrics`)).text();

describe("a page", () => {
  it("goes to PagerDuty, is acknowledged there, and ends there", async () => {
    await router.post(webhook(alert({ slo: "orders-availability" })));
    await until(() => taken().length === 1, taken);
    const [event] = pagerDuty.events;
    expect(event).toMatchObject({
      routing_key: TEST_KEYS.TEAM_KEY,
      payload: { severity: "critical", component: "orders-availability" },
      client: "Lucky Gas alerts",
    });
    await pagerDuty.act(event?.dedup_key ?? "", { what: "acknowledge" }, "Mei-Ling");
    ahead = 11 * 60_000;
    await until(() => taken().includes("acknowledge"), taken);
    await router.post(webhook(alert({ slo: "orders-availability" }, { status: "resolved" })));
    await until(() => taken().includes("resolve"), taken);
    // Acknowledged: nobody else was told although the step's time had passed.
    expect(taken()).toEqual(["trigger orders-availability burns", "acknowledge", "resolve"]);
    expect(pagerDuty.account.all.map(({ status }) => status)).toEqual(["resolved"]);
    expect(subjects()).toEqual([]);
  });

  it.each([
    "black hole",
    "hangs up",
    "500",
    "500 html",
    "429",
    "429 html",
    "429 retry-after",
    "slow",
    "stalls after headers",
  ] as const satisfies readonly PagerDutyMode[])(
    "reaches people by mail in time while PagerDuty answers with: %s; and PagerDuty once it is back, under one key",
    async (mode) => {
      pagerDuty.mode = mode;
      await router.post(webhook(alert({ slo: "a" })));
      await until(async () => /due"\} 1|waiting"\} 1/.test(await metrics()), taken);
      ahead = 41_000;
      await until(() => subjects().length === 1, subjects);
      expect(subjects()).toEqual(["[PAGE] a burns"]);
      expect(await metrics()).toContain('alert_router_pages_total{outcome="in_time"} 1');
      pagerDuty.mode = "ok";
      ahead = 300_000;
      await until(() => pagerDuty.account.all.length === 1, taken);
      expect(new Set(pagerDuty.events.map(({ dedup_key }) => dedup_key)).size).toBe(1);
    },
  );

  it("that PagerDuty took without an answer is sent again under the same key, and wakes nobody twice", async () => {
    pagerDuty.mode = "takes and hangs up";
    await router.post(webhook(alert({ slo: "a" })));
    await until(() => taken().length >= 2, taken);
    pagerDuty.mode = "ok";
    await until(async () => (await metrics()).includes('alert_router_pages_total{outcome="in_time"} 1'), taken);
    expect(pagerDuty.account.all.length).toBe(1);
    expect(pagerDuty.account.all[0]?.alerts[0]?.events).toBeGreaterThan(1);
  });

  it("that PagerDuty refuses goes by mail at once, stands among the dead letters, and does not stop the next one", async () => {
    pagerDuty.mode = "400";
    await router.post(webhook(alert({ slo: "a" })));
    await until(() => subjects().length === 2, subjects);
    expect(subjects().sort()).toEqual(["[PAGE] Notice: a burns", "[PAGE] a burns"]);
    pagerDuty.mode = "ok";
    await router.post(webhook(alert({ slo: "b" })));
    await until(() => taken().length === 1, taken);
    expect(await metrics()).toContain('alert_router_outbox_messages{state="dead_letter"} 1');
  });

  it("is counted late, shown and not forgotten when neither PagerDuty nor mail can be reached, and goes out afterwards", async () => {
    pagerDuty.mode = "500";
    mailbox.mode = "greylist";
    await router.post(webhook(alert({ slo: "a" })));
    await until(async () => /due"\} 1|waiting"\} 1/.test(await metrics()), taken);
    ahead = 61_000;
    await until(async () => (await metrics()).includes('alert_router_pages_total{outcome="late"} 1'), subjects);
    mailbox.mode = "ok";
    pagerDuty.mode = "ok";
    ahead = 300_000;
    await until(
      () => subjects().length === 1 && taken().length === 1,
      () => [subjects(), taken()],
    );
  });

  it("of any length, in any script, with the worst of texts, arrives whole enough to be accepted", async () => {
    const summary = `<script>alert(1)</script> \u202e ${"🔥".repeat(2_000)} \ud800`;
    const huge = "x".repeat(600_000);
    await router.post(
      webhook(
        alert(
          { slo: "a", huge, nul: "\u0000" },
          { fingerprint: "a", annotations: { summary, description: huge, runbook_url: "javascript:alert(1)" } },
        ),
      ),
    );
    await until(() => taken().length === 1, taken);
    const [event] = pagerDuty.events;
    expect(Array.from(event?.payload?.summary ?? "").length).toBe(1_024);
    expect(event?.links?.map(({ text }) => text)).toEqual(["Incident"]);
    mailbox.mode = "ok";
    ahead = 10 * 60_000;
    await router.post(webhook(alert({ slo: "t", severity: "ticket" }, { annotations: { summary } })));
    await until(() => subjects().length === 1, subjects);
    const [mail] = mailbox.mails;
    expect(mail?.html).toContain("&lt;script&gt;");
    expect(mail?.html).not.toContain("<script>");
    expect(`${mail?.subject}${mail?.text}${mail?.html}`).not.toContain("\u202e");
  });
});

describe("a mail to several readers", () => {
  it("is tried to its end for each: one has it, one is asked again, one is given up and said", async () => {
    const to = ["here@luckygas.example", "later@luckygas.example", "gone@luckygas.example"];
    mailbox.answers.set("later@luckygas.example", 451).set("gone@luckygas.example", 550);
    channels = new Map([...TEST_ROUTING.channels, ["mail", { kind: "email", name: "mail", to }]]);
    await router.post(webhook(alert({ slo: "t", severity: "ticket" })));
    const read = () => mailbox.mails.map(({ recipients, subject }) => `${recipients} ${subject}`).sort();
    const state = async (name: string) =>
      new RegExp(`alert_router_outbox_messages\\{state="${name}"\\} (\\d+)`).exec(await metrics())?.[1];
    await until(async () => (await state("dead_letter")) === "1" && read().length === 1, read);
    expect(read()).toEqual(["here@luckygas.example [ticket] t burns"]);
    mailbox.answers.clear();
    ahead = 60_000;
    await until(() => read().length === 2, read);
    expect(read()).toEqual(["here@luckygas.example [ticket] t burns", "later@luckygas.example [ticket] t burns"]);
  });
});

describe("a webhook of PagerDuty", () => {
  const body = (changes: object = {}) =>
    JSON.stringify({
      event: { id: "e-1", event_type: "incident.acknowledged", data: { incident_key: "none-of-ours/1.0" }, ...changes },
    });
  const post = (text: string, headers: Record<string, string>) =>
    fetch(`${router.url}/v1/pagerduty`, { method: "POST", headers, body: text });
  const sign = async (text: string, secret = TOKEN) => {
    const { createHmac } = await import("node:crypto");
    return `v1=${createHmac("sha256", secret).update(text).digest("hex")}`;
  };

  it.each([
    ["no signature", async () => ({})],
    ["one of another version", async () => ({ "x-pagerduty-signature": (await sign(body())).replace("v1", "v2") })],
    ["one by another secret", async () => ({ "x-pagerduty-signature": await sign(body(), "another-secret-of-ours") })],
    ["one of another body", async () => ({ "x-pagerduty-signature": await sign(`${body()} `) })],
  ] as const)("with %s is not believed", async (_name, headers) => {
    expect((await post(body(), await headers())).status).toBe(401);
  });

  it("is believed by one signature of several, and again when it comes again", async () => {
    const signature = `v1=${"0".repeat(64)}, ${await sign(body())}`;
    const answers = [
      await post(body(), { "x-pagerduty-signature": signature }),
      await post(body(), { "x-pagerduty-signature": signature }),
    ];
    expect(answers.map(({ status }) => status)).toEqual([202, 202]);
  });

  it("that names the incident by PagerDuty's own id is understood by asking for its alerts", async () => {
    pagerDuty.account.settings.leavesOutKeys = true;
    await router.post(webhook(alert({ slo: "orders-availability" })));
    await until(() => pagerDuty.events.length === 1, taken);
    await pagerDuty.act(pagerDuty.events[0]?.dedup_key ?? "", { what: "acknowledge" }, "Mei-Ling");
    expect(await metrics()).toMatch(/^alert_router_incidents\{incident_severity="page",state="acknowledged"\} 1/m);
  });

  it.each(["500", "500 html", "429", "hangs up"] as const)(
    "waits at PagerDuty while that does not say whose it is (%s)",
    async (mode) => {
      await router.post(webhook(alert({ slo: "orders-availability" })));
      await until(() => pagerDuty.events.length === 1, taken);
      const agent = { id: "P1", type: "user_reference", summary: "Mei-Ling" };
      const event = { id: "e-2", event_type: "incident.resolved", agent, data: { id: pagerDuty.account.all[0]?.id } };
      const text = JSON.stringify({ event });
      const tell = async () => (await post(text, { "x-pagerduty-signature": await sign(text) })).status;
      pagerDuty.mode = mode;
      expect(await tell()).toBe(503);
      pagerDuty.mode = "ok";
      expect(await tell()).toBe(202);
      expect(await metrics()).toMatch(/^alert_router_incidents\{incident_severity="page",state="triggered"\} 0/m);
    },
  );

  it("that echoes our own end closes no page that has come since", async () => {
    const at = (minute: number) => new Date(Date.parse("2026-11-21T00:00:00Z") + minute * 60_000).toISOString();
    await router.post(webhook(alert({ slo: "a" }, { startsAt: at(0) })));
    await until(() => pagerDuty.events.length === 1, taken);
    await router.post(webhook(alert({ slo: "a" }, { status: "resolved", startsAt: at(0), endsAt: at(1) })));
    await until(() => pagerDuty.events.length === 2, taken);
    await router.post(webhook(alert({ slo: "a" }, { startsAt: at(2) })));
    await until(() => pagerDuty.events.length === 3, taken);
    // Whatever the account had to tell is told: the echo of the end among it.
    await pagerDuty.ping();
    expect(pagerDuty.account.all.map(({ status }) => status)).toEqual(["resolved", "triggered"]);
    expect(await metrics()).toMatch(/^alert_router_incidents\{incident_severity="page",state="triggered"\} 1/m);
  });

  it("that merges a page into another one leaves it open, and what is done there counts", async () => {
    await router.post(webhook(alert({ slo: "a" }), alert({ slo: "b" })));
    await until(() => pagerDuty.events.length === 2, taken);
    const [first, second] = pagerDuty.account.all;
    await pagerDuty.act(first?.key ?? "", { what: "merge", into: second?.id ?? "" }, "Mei-Ling");
    expect(await metrics()).toMatch(/^alert_router_incidents\{incident_severity="page",state="triggered"\} 2/m);
    await pagerDuty.act(second?.key ?? "", { what: "acknowledge" }, "Mei-Ling");
    expect(await metrics()).toMatch(/^alert_router_incidents\{incident_severity="page",state="acknowledged"\} 2/m);
  });

  it("of an incident that PagerDuty does not know is answered, and changes nothing", async () => {
    const text = JSON.stringify({ event: { id: "e-3", event_type: "incident.resolved", data: { id: "Q404/../x" } } });
    const answer = await post(text, { "x-pagerduty-signature": await sign(text) });
    expect([answer.status, await answer.json()]).toEqual([202, { status: "unknown" }]);
  });

  it("that is no event is refused with the reason", async () => {
    const answer = await post("{}", { "x-pagerduty-signature": await sign("{}") });
    expect(answer.status).toBe(400);
  });
});
